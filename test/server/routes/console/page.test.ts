import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultSettings } from "../../../../src/server/settings/settings.ts";
import { startService } from "../../../support/throwaway-service.ts";
import { send } from "../../../support/tls-client.ts";

test("browsers keep the site's scripts, and ask whether they have changed; they keep nothing of the page", async () => {
  const assets = await mkdtemp(join(tmpdir(), "koshin-page-"));
  await using cleaning = new AsyncDisposableStack();
  cleaning.defer(() => rm(assets, { recursive: true }));
  await mkdir(join(assets, "assets"));
  await writeFile(join(assets, "index.html"), "<!doctype html>");
  const script = join(assets, "assets", "index.js");
  await writeFile(script, "first()");
  const world = cleaning.use(await startService({ settings: { console: { assets } } }));
  const identity = await world.issue("client1", 50);
  const get = async (path: string, headers: Record<string, string> = {}) =>
    await send({ port: world.port, root: world.root, host: "ctrl.localhost", identity }, { path, headers });

  expect((await get("/")).headers["cache-control"]).toBe("no-store");
  const { status, headers, body } = await get("/assets/index.js");
  expect([status, headers["cache-control"], body]).toEqual([200, "no-cache", "first()"]);
  const tag = String(headers.etag);
  expect(tag).toMatch(/^"[\w-]{43}"$/);
  const same = await get("/assets/index.js", { "If-None-Match": `"other", W/${tag}` });
  expect([same.status, same.headers.etag, same.body]).toEqual([304, tag, ""]);
  await writeFile(script, "second()");
  const changed = await get("/assets/index.js", { "If-None-Match": tag });
  expect([changed.status, changed.body]).toEqual([200, "second()"]);
});

test("under names of their own, pages where passwords or codes are entered are for TLS only; no other host says so", async () => {
  const { hosts } = defaultSettings;
  const names = { console: "ctrl.clinic.example", operator: "operate.clinic.example", recover: "recover.clinic.example" };
  await using world = await startService({ settings: { hosts: { ...hosts, ...names } } });
  const strict = async (host: string, port = world.port): Promise<unknown> => {
    const headers = { Host: `${host}:${port}` };
    return (await send({ port, root: world.root, host: "" }, { path: "/", headers })).headers["strict-transport-security"];
  };
  // Without the names below it, which may be somebody else's.
  for (const name of [names.console, names.operator]) expect(await strict(name)).toBe("max-age=31536000");
  expect(await strict(names.recover, world.recoveryPort)).toBe("max-age=31536000");
  for (const name of ["app.localhost", "localhost", "verify.localhost"]) expect(await strict(name)).toBeUndefined();
});
