import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyTrail } from "../../../src/server/issuance/audit/verify-trail.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { readAudit } from "../../../src/server/store/audit/audit.ts";
import { findHolder } from "../../../src/server/store/holders/holder-rows.ts";
import { makeDatabase } from "../../support/database.ts";
import { runHere, type Ended } from "../../support/program.ts";

const whose = ["--tenant", "u00000014", "--cn", "client28"];

let data: string;
const cleaning = new AsyncDisposableStack();
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "koshin-holder-"));
  cleaning.defer(() => rm(data, { recursive: true }));
  const database = await makeDatabase();
  if (database !== undefined) cleaning.defer(() => database.drop());
  await initialise(data, { now: new Date(), database: database?.url });
  const issued = await runHere("issue", "--data", data, ...whose, "--out", join(data, "a.p12"), "--mail", "clerk@clinic.example");
  expect(issued.code).toBe(0);
});
afterAll(async () => await cleaning.disposeAsync());

async function holder(command: string, ...args: readonly string[]): Promise<Ended> {
  return await runHere("holder", command, "--data", data, ...args);
}

test("a holder's mail address is given at issue, shown, changed and removed", async () => {
  const shown = await holder("show", ...whose);
  expect(shown.stdout).toBe("client28 of u00000014 gets mails at clerk@clinic.example (entered).\n");
  const changed = await holder("set", ...whose, "--mail", "desk@clinic.example", "--json");
  expect(JSON.parse(changed.stdout)).toEqual({
    ...{ tenant: "u00000014", cn: "client28", mail: "desk@clinic.example", changed: true, deliverable: false },
  });
  expect((await holder("set", ...whose, "--mail", "desk@clinic.example")).stdout).toContain("no mail server");
  expect((await holder("set", ...whose, "--mail", "none")).stdout).toBe("client28 of u00000014 gets no mails.\n");
  expect((await holder("show", ...whose, "--json")).stdout).toContain('"mail":null');
  await using service = await openService(data);
  expect(await findHolder(service.store, { tenant: "u00000014", cn: "client28" })).toMatchObject({ mail: "", version: 3 });
});

test("an address that is none, and a person or tenant that does not exist, are refused", async () => {
  for (const [args, code] of [
    [["set", ...whose, "--mail", "clerk"], "notice-address-wrong"],
    [["set", "--tenant", "u00000014", "--cn", "client404", "--mail", "a@b.example"], "certificate-unknown"],
    [["show", "--tenant", "u404", "--cn", "client28"], "tenant-unknown"],
    [["rules", "--tenant", "u404", "--mails", "off"], "tenant-unknown"],
  ] as const) {
    const [command, ...rest] = args;
    const refused = await holder(command, ...rest, "--json");
    expect([refused.code, JSON.parse(refused.stdout)]).toMatchObject([1, { error: { code } }]);
  }
  const out = join(data, "b.p12");
  const wrong = await runHere("issue", "--data", data, ...whose, "--out", out, "--mail", "clerk", "--json");
  expect(JSON.parse(wrong.stdout)).toMatchObject({ error: { code: "notice-address-wrong" } });
});

test("a tenant's rules for holders are shown and changed, and recorded without whom they name", async () => {
  const tenant = ["--tenant", "u00000014"];
  expect((await holder("rules", ...tenant)).stdout).toBe("u00000014: mails sent, other devices allowed.\n");
  const changed = await holder("rules", ...tenant, "--mails", "off", "--contact", " 山田\n03-0000-0000 ", "--json");
  expect(JSON.parse(changed.stdout)).toEqual({
    ...{ tenant: "u00000014", mails: "off", otherDevices: "allowed", contact: "山田 03-0000-0000", changed: true },
  });
  expect((await holder("rules", ...tenant, "--other-devices", "refused")).stdout).toContain("other devices refused");
  await using service = await openService(data);
  const entries = (await readAudit(service.store, "u00000014")).filter(({ action }) => action === "holder-rules-changed");
  const record: unknown = expect.stringMatching(/^[0-9a-f]{64}$/);
  expect(entries.map(({ detail }): unknown => JSON.parse(detail))).toEqual([
    { mails: "off", otherDevices: "allowed", contact: "changed", mailsBefore: "sent", record },
    { mails: "off", otherDevices: "refused", contact: "unchanged", otherDevicesBefore: "allowed", record },
  ]);
});

test.each([
  ["the contact", { contact: "Mallory, 090-0000-0000" }],
  ["whether files are handed out for other devices", { otherDevices: "allowed" }],
] as const)("koshin check finds that %s was changed in the database only", async (_what, change) => {
  await holder("rules", "--tenant", "u00000014", "--other-devices", "refused");
  {
    await using service = await openService(data);
    expect((await verifyTrail(service)).findings).toEqual([]);
    await service.store.updateTable("holderRules").set(change).where("tenant", "=", "u00000014").execute();
  }
  const checked = await runHere("check", "--data", data);
  expect([checked.code, checked.stdout]).toMatchObject([
    1,
    expect.stringContaining("What tenant u00000014 has decided for holders"),
  ]);
  await using service = await openService(data);
  // A change by the command makes it agree again.
  await service.store.deleteFrom("holderRules").execute();
  expect((await verifyTrail(service)).findings).toMatchObject([{ what: "holder-rules-changed", object: "u00000014" }]);
  await holder("rules", "--tenant", "u00000014", "--mails", "off");
  expect((await verifyTrail(service)).findings).toEqual([]);
});
