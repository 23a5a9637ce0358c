import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { paths } from "../../../src/protocol/paths.ts";
import { issuerId } from "../../../src/server/authority/issuer-id.ts";
import { operations } from "../../../src/server/routes/operations.ts";
import { defaultSettings } from "../../../src/server/settings/settings.ts";
import { temporaryFolder } from "../../interop/tool.ts";
import { refusalOf } from "../../support/enrolment.ts";
import { offerOf } from "../../support/field-client.ts";
import { operatorOf, withOperators } from "../../support/system-operator.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection } from "../../support/tls-client.ts";

let world: ThrowawayService;
let holder: Holder;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let file: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder.path, "assets"));
  await writeFile(join(folder.path, "index.html"), "<!doctype html>");
  await writeFile(join(folder.path, "assets", "page.js"), "export {};");
  await writeFile(join(folder.path, "koshin.js"), "export {};");
  const recovery = { ...defaultSettings.recovery, assets: folder.path };
  const assets = folder.path;
  world = await startService({ settings: { recovery, inpage: { assets }, console: { assets }, ...withOperators } });
  holder = await world.issue("client28", 50);
  await operatorOf(world, { certificate: holder });
  file = new URL(offerOf(await send(at("auth"), { method: "POST", path: paths.certificate })).uri).pathname;
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await folder.remove();
});

type Role = (typeof operations)[number]["hosts"][number];

function at(role: Role): Connection {
  const { root, port, recoveryPort } = world;
  const host = role === "auth" ? "localhost" : `${role === "console" ? "ctrl" : role === "operator" ? "operate" : role}.localhost`;
  return role === "recover" ? { root, port: recoveryPort, host } : { root, port, host, identity: holder };
}

/** An existing address for a path with a parameter. */
function addressOf(path: string): string {
  return path
    .replace(`${paths.files}{token}`, file)
    .replace("{id}", issuerId(world.service.authority))
    .replace("{name}", path.startsWith("/assets/") ? "page.js" : "nobody")
    .replace("{issuer}/{serial}", `${holder.issuer}/${holder.serial}`)
    .replace("{script}", "koshin.js");
}

/** Every address of every host, with its method. */
const addresses = operations.flatMap(({ hosts, method, path }) => hosts.map((role) => ({ role, path, method })));

/** What an address answers, in the order of the operations. */
function methodsOf(role: Role, path: string): string[] {
  const here = addresses.filter((each) => each.role === role && each.path === path);
  return here.flatMap(({ method }) => (method === "get" ? ["GET", "HEAD"] : [method.toUpperCase()]));
}

describe.each(addresses)("$method $path of the $role host", ({ role, path, method }) => {
  const methods = methodsOf(role, path);
  const allow = [...methods, "OPTIONS"].join(", ");
  const others = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"].filter((other) => !methods.includes(other));

  test("refuses other methods with 405 and Allow", async () => {
    for (const other of others) {
      const answer = await send(at(role), { method: other, path: addressOf(path) });
      expect([other, answer.status, answer.headers.allow]).toEqual([other, 405, allow]);
      if (other !== "HEAD") expect(refusalOf(answer)).toBe("405 method-not-allowed");
    }
  });

  test("lists its methods on OPTIONS", async () => {
    const { status, headers, body } = await send(at(role), { method: "OPTIONS", path: addressOf(path) });
    expect({ status, allow: headers.allow, body }).toEqual({ status: 204, allow, body: "" });
  });

  test.runIf(method === "get")("responds to HEAD as to GET, without the body", async () => {
    const [whole, head] = [
      await send(at(role), { path: addressOf(path) }),
      await send(at(role), { method: "HEAD", path: addressOf(path) }),
    ];
    expect([head.status, head.headers["content-type"], head.body]).toEqual([whole.status, whole.headers["content-type"], ""]);
    expect(head.headers.allow).toBeUndefined();
  });
});

describe("an unknown address", () => {
  test.each(["GET", "POST", "PUT", "OPTIONS"])("gets 404 with %s, on every host", async (method) => {
    for (const role of ["app", "auth", "verify", "recover", "console", "operator"] as const) {
      for (const path of ["/api/none", "/.well-known/est/fullcmc", "/none"]) {
        const answer = await send(at(role), { method, path });
        expect([answer.status, answer.headers.allow]).toEqual([404, undefined]);
      }
    }
  });
});

describe.each(["/healthz", "/readyz", "/metrics"])("%s of the operations listener", (path) => {
  test("supports GET and HEAD, lists them on OPTIONS, and refuses others with 405", async () => {
    for (const method of ["GET", "HEAD", "OPTIONS", "POST", "DELETE"]) {
      const { status, headers } = await fetch(world.operations + path, { method });
      const refused = method === "POST" || method === "DELETE";
      const expected = method === "OPTIONS" ? 204 : refused ? 405 : 200;
      expect([method, status, headers.get("Allow")]).toEqual([method, expected, expected === 200 ? null : "GET, HEAD, OPTIONS"]);
    }
  });
});
