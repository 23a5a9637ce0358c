import { X509Certificate } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { paths } from "../../../src/protocol/paths.ts";
import { appHost, startAppBehind, type AppBehind } from "../../support/app-behind.ts";
import type { Holder } from "../../support/throwaway-service.ts";
import { send, type Received, type Sent } from "../../support/tls-client.ts";

/** What the app has seen of a request. */
const Seen = v.object({ method: v.string(), url: v.string(), rawHeaders: v.array(v.string()), body: v.string() });

let behind: AppBehind;
let holder: Holder;
beforeAll(async () => {
  behind = await startAppBehind((incoming, outgoing) => void echo(incoming, outgoing));
  holder = await behind.world.issue("client1", 50);
});
afterAll(() => behind[Symbol.asyncDispose]());

async function echo(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method, url, rawHeaders } = incoming;
  outgoing.setHeader("Content-Type", "application/json").setHeader("Set-Cookie", ["a=1", "b=2"]);
  outgoing.end(JSON.stringify({ method, url, rawHeaders, body: await text(incoming) }));
}

async function ask(sent: Sent): Promise<Received> {
  const { port, root } = behind.world;
  return await send({ port, root, identity: holder }, sent);
}

async function seenFor(sent: Sent): Promise<v.InferOutput<typeof Seen>> {
  const { status, body } = await ask(sent);
  expect(status).toBe(200);
  return v.parse(v.pipe(v.string(), v.parseJson(), Seen), body);
}

function valuesOf({ rawHeaders }: v.InferOutput<typeof Seen>, wanted: string): string[] {
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === wanted);
}

describe("an app behind the service", () => {
  test("gets requests as they were sent, with their bodies", async () => {
    const seen = await seenFor({ method: "PATCH", path: "/a%20b//c?x=%2f&y=1", body: "tea", headers: { "X-Of-App": "1" } });
    expect([seen.method, seen.url, seen.body]).toEqual(["PATCH", "/a%20b//c?x=%2f&y=1", "tea"]);
    expect([valuesOf(seen, "host"), valuesOf(seen, "x-of-app")]).toEqual([[`${appHost}:${behind.world.port}`], ["1"]]);
  });

  test("gets the certificate by RFC 9440, and who asked for what", async () => {
    const seen = await seenFor({ path: "/" });
    const der = new X509Certificate(holder.cert).raw.toString("base64");
    const host = `${appHost}:${behind.world.port}`;
    const told = ["client-cert", "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"];
    expect(told.map((name) => valuesOf(seen, name))).toEqual([
      [`:${der}:`],
      [`for=127.0.0.1;host="${host}";proto=https`],
      ["127.0.0.1"],
      [host],
      ["https"],
    ]);
  });

  test("answers with every line of its head, and the request's id", async () => {
    const { headers } = await ask({ path: "/" });
    expect(headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("does not get the certificate API", async () => {
    expect((await ask({ path: paths.status })).body).toContain('"client1"');
    expect((await ask({ path: "/api/cert/nothing" })).status).toBe(404);
    expect((await ask({ path: "/api/todos" })).body).toContain("/api/todos");
  });
});
