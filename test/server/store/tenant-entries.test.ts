import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashedText, trailBeginning } from "../../../src/core/organisation-trail.ts";
import { appendAudit, type AuditEntry } from "../../../src/server/store/audit/audit.ts";
import { actorFor } from "../../../src/server/store/audit/organisation-chain.ts";
import { readTenantEntries, type TenantEntryFilter } from "../../../src/server/store/audit/tenant-entries.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

let world: ThrowawayService;
const began = Date.UTC(2026, 0, 1);
beforeAll(async () => {
  world = await startService();
  const entry = (minute: number, entered: Partial<AuditEntry>): AuditEntry => {
    const usual = { actor: "operator", action: "issued", object: "ab/01", detail: {}, tenant: "u1" } as const;
    return { at: new Date(began + minute * 60_000), ...usual, ...entered };
  };
  await transact(world.service.store, async (transaction) => {
    await appendAudit(
      transaction,
      entry(1, {}),
      entry(2, { tenant: "u2", object: "ab/02" }),
      entry(3, { action: "password-revealed", actor: "account:kasahara@u1" }),
      entry(4, { action: "fetched", actor: "certificate ab/01" }),
      entry(5, { tenant: null, action: "master-key-rotated", object: "k" }),
      entry(6, { action: "file-handed-out", actor: "account:kasahara@u1", object: "ab/03", detail: { format: "zip" } }),
      entry(7, { action: "revoked", actor: "account:someone@u2", object: "ab/03" }),
    );
  });
});
afterAll(async () => await world[Symbol.asyncDispose]());

async function found(filter: TenantEntryFilter, span = { before: 100, limit: 100 }, tenant = "u1"): Promise<string[]> {
  const rows = await readTenantEntries(world.service.store, tenant, filter, span);
  return rows.map(({ position, action }) => `${position} ${action}`);
}

test("a tenant's entries are counted by themselves, and read page by page, the latest first", async () => {
  const all = ["5 revoked", "4 file-handed-out", "3 fetched", "2 password-revealed", "1 issued"];
  expect(await found({})).toEqual(all);
  expect(await found({}, { before: 100, limit: 2 })).toEqual(all.slice(0, 2));
  expect(await found({}, { before: 4, limit: 2 })).toEqual(all.slice(2, 4));
  expect(await found({}, { before: 100, limit: 100 }, "u2")).toEqual(["1 issued"]);
  expect(await found({}, { before: 100, limit: 100 }, "u3")).toEqual([]);
});

test("entries are found by several actions, the actor, the object and the time, and by all of these at once", async () => {
  const handedOut = ["password-revealed", "file-handed-out"];
  expect(await found({ actions: handedOut })).toEqual(["4 file-handed-out", "2 password-revealed"]);
  expect(await found({ actions: handedOut }, { before: 100, limit: 1 })).toEqual(["4 file-handed-out"]);
  expect(await found({ actors: ["account:kasahara@u1"] })).toEqual(["4 file-handed-out", "2 password-revealed"]);
  expect(await found({ actors: ["certificate ab/01"] })).toEqual(["3 fetched"]);
  expect(await found({ actors: ["account:kasahara@u1", "certificate ab/01"] })).toEqual([
    "4 file-handed-out",
    "3 fetched",
    "2 password-revealed",
  ]);
  expect(await found({ objects: ["ab/03", "ab/02"] })).toEqual(["5 revoked", "4 file-handed-out"]);
  expect(await found({ objects: [] })).toEqual([]);
  const since = new Date(began + 3 * 60_000);
  const until = new Date(began + 6 * 60_000);
  expect(await found({ since, until })).toEqual(["3 fetched", "2 password-revealed"]);
  expect(await found({ since: until })).toEqual(["5 revoked", "4 file-handed-out"]);
  expect(await found({ until: new Date(began) })).toEqual([]);
  expect(await found({ since, until, actions: handedOut, actors: ["account:kasahara@u1"], objects: ["ab/01"] })).toEqual([
    "2 password-revealed",
  ]);
});

test("each hash can be recomputed from what the tenant sees, which names no account of another one", async () => {
  const rows = await readTenantEntries(world.service.store, "u1", {}, { before: 100, limit: 100 });
  let previousHash = trailBeginning;
  for (const { actor, tenantHash, ...row } of rows.toReversed()) {
    const shown = { ...row, actor: actorFor("u1", actor), previousHash };
    expect(shown.actor).not.toContain("u2");
    expect(tenantHash).toBe(createHash("sha256").update(hashedText(shown)).digest("hex"));
    previousHash = tenantHash;
  }
});
