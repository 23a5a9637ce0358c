import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CertificateSearch } from "../../../src/protocol/console/certificates.ts";
import type { Selection } from "../../../src/protocol/console/selection.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { selectedPages } from "../../../src/server/issuance/administration/selection.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";

let world: ThrowawayService;
let holders: Holder[];
let foreign: Holder;
beforeAll(async () => {
  world = await startService();
  for (const name of ["u2", "u3"]) await createTenant(world.service, { name, product: "weborca", ...byOperator(world.now) });
  holders = [];
  for (const [cn, days] of [
    ["client1", 300],
    ["client2", 200],
    ["db3", 100],
  ] as const)
    holders.push(await world.issue(cn, days, { tenant: "u2" }));
  foreign = await world.issue("client1", 250, { tenant: "u3" });
});
afterAll(async () => await world[Symbol.asyncDispose]());

const all: CertificateSearch = { search: "", ended: "hidden" };

/** The names of what is selected, in the transaction that would act. */
async function select(selection: Selection): Promise<string[]> {
  const { service, now } = world;
  return await transact(service.store, async (transaction) => {
    const names: string[] = [];
    for await (const page of selectedPages({ ...service, store: transaction }, { tenant: "u2", selection, now }))
      names.push(...page.map(({ cn }) => cn));
    return names;
  });
}

function named(...certificates: readonly Holder[]): Selection {
  return { by: "identity", certificates: certificates.map(({ issuer, serial }) => ({ issuer, serial })) };
}

describe("a selection of named certificates", () => {
  test("is these, each once, in their order", async () => {
    const [first, second] = holders;
    if (first === undefined || second === undefined) throw new Error("They have been issued.");
    expect(await select(named(second, first, second))).toEqual(["client2", "client1"]);
  });

  test("is refused if one is another tenant's, as if it did not exist", async () => {
    for (const other of [foreign, { ...foreign, serial: "00".repeat(20) }, { ...foreign, issuer: "00".repeat(20) }])
      await expect(select(named(...holders, other))).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("a selection by a search", () => {
  test("is all of the tenant's that it finds, in the order of expiry", async () => {
    expect(await select({ by: "search", search: all, count: 3 })).toEqual(["db3", "client2", "client1"]);
    expect(await select({ by: "search", search: { ...all, kind: "client" }, count: 2 })).toEqual(["client2", "client1"]);
    expect(await select({ by: "search", search: { ...all, search: "DB", days: 101 }, count: 1 })).toEqual(["db3"]);
  });

  test("is refused once the search finds more, or fewer, than the person saw", async () => {
    const selection: Selection = { by: "search", search: { ...all, kind: "client" }, count: 2 };
    const added = await world.issue("client4", 400, { tenant: "u2" });
    await expect(select(selection)).rejects.toMatchObject({ code: "selection-changed" });
    await revokeCertificate(world.service, added, "superseded", byOperator(world.now));
    expect(await select(selection)).toHaveLength(2);
    await expect(select({ ...selection, count: 3 })).rejects.toMatchObject({ code: "selection-changed" });
  });
});

test("has as many certificates as are found, in pages", async () => {
  const { issuer } = foreign;
  const { now, service } = world;
  const common = { issuer, tenant: "u2", spkiSha256: "", notBefore: 0, issuedAt: now.getTime(), der: new Uint8Array() };
  const rows = Array.from({ length: 1200 }, (_none, at) => ({
    ...common,
    ...{ serial: at.toString(16).toUpperCase().padStart(8, "0"), cn: `tablet${at}`, notAfter: now.getTime() + (at + 1) * 60_000 },
  }));
  await service.store.insertInto("certificates").values(rows).execute();
  const found = await select({ by: "search", search: { ...all, search: "tablet" }, count: 1200 });
  expect(found).toEqual(rows.map(({ cn }) => cn));
});
