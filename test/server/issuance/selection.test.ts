import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { firstQuery } from "../../../src/client/console/certificate-parameters.ts";
import type { CertificateSearch } from "../../../src/protocol/console/certificates.ts";
import type { Selection } from "../../../src/protocol/console/selection.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { listOwn } from "../../../src/server/issuance/administration/list-certificates.ts";
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

/** All that a search finds, as the list shows it at this moment. */
async function found(search: Partial<CertificateSearch>): Promise<Selection & { readonly by: "search" }> {
  const wanted = { ...all, ...search };
  const { mark } = await listOwn(world.service, "u2", { ...firstQuery, ...wanted }, world.now);
  return { by: "search", search: wanted, mark };
}

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
    expect(await select(await found({}))).toEqual(["db3", "client2", "client1"]);
    expect(await select(await found({ kind: "client" }))).toEqual(["client2", "client1"]);
    expect(await select(await found({ search: "DB", days: 101 }))).toEqual(["db3"]);
  });

  test("is refused once the search finds more, fewer, or others than the person saw", async () => {
    const selection = await found({ kind: "client" });
    const added = await world.issue("client4", 400, { tenant: "u2" });
    await expect(select(selection)).rejects.toMatchObject({ code: "selection-changed" });
    await revokeCertificate(world.service, added, "superseded", byOperator(world.now));
    expect(await select(selection)).toHaveLength(2);
    const beforehand = await found({ kind: "client" });
    const [first] = holders;
    if (first === undefined) throw new Error("They have been issued.");
    await revokeCertificate(world.service, first, "superseded", byOperator(world.now));
    await world.issue("client1", 300, { tenant: "u2" });
    expect(await select(await found({ kind: "client" }))).toEqual(["client2", "client1"]);
    await expect(select(beforehand)).rejects.toMatchObject({ code: "selection-changed" });
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
  expect(await select(await found({ search: "tablet" }))).toEqual(rows.map(({ cn }) => cn));
});
