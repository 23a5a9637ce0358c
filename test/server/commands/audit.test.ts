import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { appendAudit, readAudit, verifyAudit } from "../../../src/server/store/audit/audit.ts";
import { nameOf } from "../../../src/server/store/certificates/certificate-name.ts";
import { openStore } from "../../../src/server/store/open-store.ts";
import { dropAuditTriggers, runSql } from "../../support/database.ts";
import { askStatus, renewed, report } from "../../support/enrolment.ts";
import { existingRecord } from "../../support/records.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
});
afterAll(async () => await world[Symbol.asyncDispose]());

describe("the audit trail", () => {
  test("records a whole renewal", async () => {
    const holder = await world.issue("client28", 71);
    const to = { port: world.port, root: world.root, identity: holder };
    const subject = { cn: "client28", o: "u00000014" };
    const lost = await renewed(to, subject);
    const { serial, ...identity } = await renewed(to, subject);
    await report(to, { serial, stage: "fetched" });
    await report(to, { serial, stage: "fetched" });
    await report(to, { serial, stage: "password-shown" });
    const proof = { ...to, identity, host: "x1.verify.localhost" };
    await askStatus(proof);
    await askStatus(proof);
    await revokeCertificate(world.service, { serial: holder.serial }, "superseded", byOperator(world.now));
    await revokeCertificate(world.service, { serial: holder.serial }, "key-compromise", byOperator(world.now));

    const told = async (object: string): Promise<string[]> =>
      (await readAudit(world.service.store, object)).map(({ actor, action }) => `${actor}: ${action}`);
    const { store } = world.service;
    const named = async (of: string): Promise<string> => nameOf(await existingRecord(store, of));
    const old = `certificate ${await named(holder.serial)}`;
    expect(await told("u00000014")).toEqual(["operator: tenant-created"]);
    expect(await told(await named(holder.serial))).toEqual(["operator: issued", "operator: revoked"]);
    expect(await told(await named(lost.serial))).toEqual([`${old}: issued`, `${old}: revoked`]);
    expect(await told(await named(serial))).toEqual([
      `${old}: issued`,
      `${old}: fetched`,
      `${old}: password-shown`,
      `certificate ${await named(serial)}: first-used`,
    ]);
    const firstUse = (await readAudit(store, await named(serial))).at(-1);
    expect(JSON.parse(firstUse?.detail ?? "")).toEqual({ host: "x1.verify.localhost", predecessor: await named(holder.serial) });
    expect(await verifyAudit(world.service.store)).toEqual({ whole: 10 });
  });

  test("records nothing for a change that was rolled back", async () => {
    const { store } = world.service;
    const before = await verifyAudit(store);
    const entry = { at: world.now, actor: "operator", action: "issued", object: "none", detail: {}, tenant: null } as const;
    const failing = store.transaction().execute(async (transaction) => {
      await appendAudit(transaction, entry);
      throw new Error("the change failed");
    });
    await expect(failing).rejects.toThrow("the change failed");
    expect(await verifyAudit(store)).toEqual(before);
  });

  test.each(["update audit set actor = 'nobody' where number = 2", "delete from audit where number = 2"])(
    "refuses: %s",
    async (statement) => {
      await expect(runSql(world.database, statement)).rejects.toThrow("append-only");
      expect((await verifyAudit(world.service.store)).broken).toBeUndefined();
    },
  );

  test.each([
    ["an entry was changed", "update audit set actor = 'nobody' where number = 2", 2],
    ["an entry was removed", "delete from audit where number = 2", 3],
    ["the first entry was removed", "delete from audit where number = 1", 2],
    ["entries were renumbered", "delete from audit where number = 2; update audit set number = number - 1 where number > 2", 2],
  ])("shows if %s after the triggers were dropped", async (_, statement, broken) => {
    await using tampered = await startService();
    for (const number of [1, 2, 3]) await tampered.issue(`client${number}`, 50);
    await dropAuditTriggers(tampered.database);
    await runSql(tampered.database, statement);
    const store = await openStore(tampered.database);
    expect((await verifyAudit(store)).broken).toBe(broken);
    await store.destroy();
  });
});
