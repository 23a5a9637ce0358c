import { afterAll, beforeAll, expect, test } from "vitest";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { refusalIn } from "../../../support/console-answers.ts";
import { startService, type ThrowawayService } from "../../../support/throwaway-service.ts";

let world: ThrowawayService;
let administrator: LoggedInAdministrator;
beforeAll(async () => {
  world = await startService();
  administrator = await administratorOf(world, { account: "kasahara" });
  await administrator.confirm();
});
afterAll(() => world[Symbol.asyncDispose]());

const invitee = { name: "sato", role: "viewer", mail: null };

/** U+0000 is in no text of PostgreSQL, and `Date` does not read an offset of hours alone. */
test.for<[string, string, unknown?]>([
  ["POST", "/api/accounts", { ...invitee, personName: "佐藤\0" }],
  ["POST", "/api/accounts", { ...invitee, personName: "佐藤\r\n花子" }],
  ["POST", "/api/tokens", { name: "nightly\0list", scopes: ["read"], days: 1 }],
  ["GET", "/api/trail?certificate=%00"],
  ["GET", "/api/trail?since=2026-01-01T00:00:00%2B09"],
  ["GET", "/api/trail/file?until=2026-01-01T00:00:00%2B09"],
  ["POST", "/api/tenant/renewal-order", { reason: "", startsAt: "2026-01-01T00:00:00+09" }],
  ["POST", "/api/tenant/renewal-order", { reason: "", endsAt: "2026-01-01T00:00:00+09" }],
])("%s %s is refused as malformed: %o", async ([method, path, body]) => {
  const content = body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  expect(refusalIn(await administrator.ask({ method, path, ...content }))).toEqual([400, "request-malformed"]);
});

test.for([
  ["GET", "/api/jobs/%00"],
  ["POST", "/api/jobs/%00/stop"],
  ["GET", "/api/jobs/%00/results"],
  ["DELETE", "/api/views/%00"],
  ["DELETE", "/api/passkeys/%00"],
  ["DELETE", "/api/identities/%00"],
  ["DELETE", "/api/tokens/%00"],
  ["DELETE", "/api/accounts/%00/sessions"],
] as const)("%s %s names nothing", async ([method, path]) => {
  expect(refusalIn(await administrator.ask({ method, path }))).toEqual([404, "not-found"]);
});
