import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { makeDatabase } from "../../support/database.ts";
import { runHere, type Ended } from "../../support/program.ts";

const Listed = v.pipe(v.string(), v.parseJson(), v.object({ title: v.string() }));

let data: string;
const cleaning = new AsyncDisposableStack();
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "koshin-announce-"));
  cleaning.defer(() => rm(data, { recursive: true }));
  const database = await makeDatabase();
  if (database !== undefined) cleaning.defer(() => database.drop());
  await initialise(data, { now: new Date(), database: database?.url });
  await using service = await openService(data);
  await createTenant(service, { name: "u00000014", product: "weborca", ...byOperator() });
});
afterAll(async () => await cleaning.disposeAsync());

async function announce(...args: readonly string[]): Promise<Ended> {
  return await runHere("announce", "--data", data, ...args);
}

test("announcements are made, listed and taken back", async () => {
  const all = await announce("--title", "メンテナンス", "--text", "日曜日 2:00〜3:00", "--json");
  expect(JSON.parse(all.stdout)).toEqual({ number: 1, title: "メンテナンス", text: "日曜日 2:00〜3:00", tenant: null });
  const one = await announce("--title", "Billing", "--text", "Paid.", "--tenant", "u00000014");
  expect([one.code, one.stdout]).toEqual([0, "Announcement 2 is shown to the administrators of u00000014.\n"]);
  const listed = (await runHere("list", "announcements", "--data", data, "--json")).stdout.trim().split("\n");
  expect(listed.map((line) => v.parse(Listed, line).title)).toEqual(["Billing", "メンテナンス"]);
  const removed = await announce("--remove", "1");
  expect([removed.code, removed.stdout]).toEqual([0, "Announcement 1 is taken back.\n"]);
  const again = await announce("--remove", "1", "--json");
  expect([again.code, JSON.parse(again.stdout)]).toMatchObject([1, { error: { code: "announcement-unknown" } }]);
});

test("what is missing, empty, too long or unknown is refused", async () => {
  for (const wrong of [
    [],
    ["--title", "x"],
    ["--title", " ", "--text", "x"],
    ["--title", "x".repeat(101), "--text", "x"],
    ["--title", "x\u001b[31m", "--text", "x"],
    ["--remove", "0"],
    ["--remove", "1", "--title", "x"],
  ])
    expect([wrong, (await announce(...wrong)).code]).toEqual([wrong, 2]);
  expect((await announce("--title", "x", "--text", "x", "--tenant", "u404")).code).toBe(1);
});
