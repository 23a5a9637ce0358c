import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { root } from "../../../src/launch/root.mjs";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { notifyAt } from "../../../src/server/notices/addresses.ts";
import { firstPause } from "../../../src/server/notices/retries.ts";
import { sendNotices } from "../../../src/server/notices/send-notices.ts";
import { standardSecret } from "../../../src/server/notices/webhook.ts";
import { freePort } from "../../support/free-port.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

const tenant = "u00000014";

let world: ThrowawayService;
beforeEach(async () => (world = await startService()));
afterEach(async () => await world[Symbol.asyncDispose]());

/** Makes the tenant notified at an address; returns the key for a receiver with a library. */
async function notify(address: string): Promise<string> {
  const { secret = "" } = await notifyAt(world.service, { tenant, channel: "webhook", address }, byOperator(world.now));
  return standardSecret(secret);
}

describe("a receiver with the library of Standard Webhooks", () => {
  interface Posted {
    readonly body: string;
    readonly headers: Record<string, string>;
  }

  /** A receiver that records requests, and responds with these statuses, then with 204. */
  async function listen(...statuses: number[]): Promise<{ readonly url: string; readonly posts: readonly Posted[] }> {
    const posts: Posted[] = [];
    const server = createServer((incoming, response) => {
      void text(incoming).then((body) => {
        const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const);
        posts.push({ body, headers: Object.fromEntries(headers) });
        response.writeHead(statuses.shift() ?? 204).end();
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    });
    const address = server.address();
    return { url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/hook`, posts };
  }

  test("verifies a notice, and rejects one that was changed, is another receiver's, or is old", async () => {
    const { url, posts } = await listen();
    const webhook = new Webhook(await notify(url));
    const { serial } = await world.issue("client1", 14);
    await sendNotices(world.service, world.now);
    const [{ body, headers } = { body: "", headers: {} }] = posts;
    expect(webhook.verify(body, headers)).toMatchObject({ kind: "expires-14", certificate: { cn: "client1", serial } });
    expect(() => webhook.verify(body.replace("client1", "client2"), headers)).toThrow("No matching signature");
    expect(() => webhook.verify(body, { ...headers, "webhook-id": "other" })).toThrow("No matching signature");
    expect(() => new Webhook(standardSecret("AAAA")).verify(body, headers)).toThrow("No matching signature");
    const old = String(Number(headers["webhook-timestamp"]) - 301);
    expect(() => webhook.verify(body, { ...headers, "webhook-timestamp": old })).toThrow("too old");
  });

  test("recognises a retried notice by its id, and accepts it by its new timestamp", async () => {
    const { url, posts } = await listen(500);
    await notify(url);
    await world.issue("client1", 14);
    await world.issue("client2", 14);
    await sendNotices(world.service, world.now);
    await sendNotices(world.service, new Date(world.now.getTime() + firstPause));
    const ids = posts.map(({ headers }) => headers["webhook-id"]);
    expect(ids).toHaveLength(3);
    expect(ids[2]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(2);
    const [first, , again] = posts.map(({ headers }) => Number(headers["webhook-timestamp"]));
    expect((again ?? 0) - (first ?? 0)).toBe(firstPause / 1000);
  });

  test("gets a key with the length that the standard requires", async () => {
    const key = await notify("https://hook.example.jp/");
    expect(key).toMatch(/^whsec_[A-Za-z0-9+/]+=*$/);
    expect(Buffer.from(key.slice("whsec_".length), "base64")).toHaveLength(32);
  });
});

test("the receiver in the documents accepts notices, and nothing unsigned", async () => {
  const document = await readFile(join(root, "docs", "operations.md"), "utf8");
  const [, example = ""] = /```js\n([^`]*standardwebhooks[^]*?)```/.exec(document) ?? [];
  const folder = await mkdtemp(join(tmpdir(), "koshin-receiver-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "receiver.mjs"), example);
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));

  // The receiver's key depends on its address.
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const env = { ...process.env, PORT: String(port), WEBHOOK_SECRET: await notify(url) };
  const receiver = spawn(process.execPath, ["receiver.mjs"], { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(async () => {
    if (receiver.kill()) await once(receiver, "exit");
  });
  const lines = createInterface(receiver.stdout)[Symbol.asyncIterator]();
  expect(await lines.next()).toMatchObject({ value: `Listening on port ${port}.` });

  expect((await fetch(url, { method: "POST", body: "{}" })).status).toBe(401);
  await world.issue("client1", 14);
  expect(await sendNotices(world.service, world.now)).toBe(1);
  expect(await lines.next()).toMatchObject({ value: "expires-14 client1" });
});
