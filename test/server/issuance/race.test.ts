import { X509Certificate } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fromBase64 } from "../../../src/core/base64.ts";
import { clockSkew } from "../../../src/core/clock.ts";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { Refusal } from "../../../src/server/issuance/refusal.ts";
import { admit } from "../../../src/server/issuance/renewal/admit.ts";
import { fetchFile } from "../../../src/server/issuance/renewal/fetch-file.ts";
import { renewAtService } from "../../../src/server/issuance/renewal/renew-at-service.ts";
import { renewWithKey } from "../../../src/server/issuance/renewal/renew-with-key.ts";
import { renew } from "../../../src/server/issuance/renewal/renew.ts";
import type { ReplacementOrder } from "../../../src/server/issuance/renewal/renewal-judgement.ts";
import { retireRenewed } from "../../../src/server/issuance/renewal/retire.ts";
import { reportStage } from "../../../src/server/issuance/renewal/stages.ts";
import type { Service } from "../../../src/server/issuance/service.ts";
import { changeTenant, closeTenant, createTenant } from "../../../src/server/issuance/tenants.ts";
import { openService, type OpenService } from "../../../src/server/service/open-service.ts";
import { productNamed } from "../../../src/server/settings/products.ts";
import { type HeldCertificate } from "../../../src/server/store/certificates/certificates.ts";
import { isPostgres } from "../../../src/server/store/open-store.ts";
import { closeTenantRow } from "../../../src/server/store/tenants.ts";
import { OperatorError } from "../../../src/server/system/operator-error.ts";
import { interrupted } from "../../support/between-reads.ts";
import { runSql } from "../../support/database.ts";
import { makeRequest } from "../../support/enrolment.ts";
import { runProgram } from "../../support/program.ts";
import { numberOf, recordOf } from "../../support/records.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";

let world: ThrowawayService;
/** Another process's connection to the same database. */
let other: OpenService;
beforeAll(async () => {
  world = await startService();
  other = await openService(world.data);
});
afterAll(async () => {
  await other.close();
  await world[Symbol.asyncDispose]();
});

let holder: Holder;
let admitted: HeldCertificate;
let tenants = 0;
beforeEach(async () => {
  const tenant = `tenant${++tenants}`;
  await createTenant(world.service, { name: tenant, product: "weborca", ...byOperator(world.now) });
  holder = await world.issue("client1", 71, { tenant });
  admitted = await admittedAs(holder);
});

/** What the service knows about a caller after admitting the request, before processing it. */
async function admittedAs({ cert }: Pick<Holder, "cert">): Promise<HeldCertificate> {
  const { certificate } = await admit(world.service, new X509Certificate(cert), "app.localhost", world.now);
  if (certificate === undefined) throw new Error("The certificate is not accepted.");
  return certificate;
}

function order(predecessor = admitted): ReplacementOrder {
  const { settings } = world.service;
  return { predecessor, precondition: undefined, productOf: (held) => productNamed(settings, held.product), now: world.now };
}

async function requestOf({ cn, tenant }: Pick<Holder, "cn" | "tenant">): Promise<Uint8Array<ArrayBuffer>> {
  return fromBase64((await makeRequest({ cn, o: tenant })).body);
}

/** The number of certificates issued to the tenant of this test. */
async function countIssued(): Promise<number> {
  const rows = await world.service.store.selectFrom("certificates").select("serial").where("tenant", "=", holder.tenant).execute();
  return rows.length;
}

/** The code with which some work is refused, or `done`. */
async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "done";
  } catch (error) {
    if (error instanceof Refusal || error instanceof OperatorError) return error.code;
    throw error;
  }
}

/** Gives the holder a replacement with a stored key, and uses it. */
async function renewAndUse(): Promise<void> {
  const { token } = await renewAtService(other, order());
  expect(token).toHaveLength(43);
  const { replacement } = (await recordOf(other.store, holder.serial)) ?? {};
  if (replacement === undefined) throw new Error("No replacement.");
  const { peer } = await admit(other, new X509Certificate(replacement.der), "verify.localhost", world.now);
  expect(peer.kind).toBe("accepted");
}

/** Concurrent actions of another process, and the resulting refusals. */
const events: readonly (readonly [name: string, code: string, happens: () => Promise<unknown>])[] = [
  ["it is revoked", "revoked", () => revokeCertificate(other, { serial: holder.serial }, "key-compromise", byOperator(world.now))],
  ["its tenant is closed", "tenant-closed", () => closeTenant(other, holder.tenant, byOperator(world.now))],
  ["its replacement is used", "already-renewed", renewAndUse],
  [
    "it is retired after its replacement's use",
    "retired",
    async () => {
      await renewAndUse();
      await changeTenant(other, holder.tenant, { retireAfterDays: 0 }, byOperator(world.now));
    },
  ],
];

/** The ways to renew a certificate. */
const renewals: readonly (readonly [name: string, work: (service: Service, from: ReplacementOrder) => Promise<unknown>])[] = [
  ["with the client's key", async (service, from) => await renew(service, { ...from, request: await requestOf(holder) })],
  ["by serverkeygen", async (service, from) => await renewWithKey(service, { ...from, request: await requestOf(holder) })],
  ["by POST /api/cert", async (service, from) => await renewAtService(service, from)],
];

describe.each(renewals)("a renewal %s", (_, work) => {
  test.each(events)("is refused if %s after the request was admitted: %s", async (_, code, happens) => {
    await happens();
    const issued = await countIssued();
    expect(await outcome(work(world.service, order()))).toBe(code);
    expect(await countIssued()).toBe(issued);
  });
});

test("POST /api/cert is refused if its certificate is revoked between its first read and its transaction", async () => {
  const meanwhile = interrupted(world.service, 1, async () => {
    await revokeCertificate(other, { serial: holder.serial }, "key-compromise", byOperator(world.now));
  });
  expect(await outcome(renewAtService(meanwhile, order()))).toBe("revoked");
  expect(await countIssued()).toBe(1);
});

test("POST /api/cert does not offer a file again if its certificate is revoked during the lookup", async () => {
  await renewAtService(world.service, order());
  const again = await admittedAs(holder);
  const meanwhile = interrupted(world.service, 1, async () => {
    await revokeCertificate(other, { serial: holder.serial }, "key-compromise", byOperator(world.now));
  });
  expect(await outcome(renewAtService(meanwhile, order(again)))).toBe("revoked");
});

describe.each([
  ["given", true],
  ["told of", false],
])("the file of a stored key is not %s", (_, fetched) => {
  test.each([
    ["its caller is revoked", "revoked", (caller: string) => caller],
    ["it is revoked itself", "not-found", (_: string, replacement: string) => replacement],
  ])("if %s during the lookup", async (_, code, whom) => {
    const { token } = await renewAtService(world.service, order());
    const caller = await admittedAs(holder);
    const replacement = caller.replacement?.serial ?? "";
    // The queries: the key by its token, then its certificate.
    const meanwhile = interrupted(world.service, 2, async () => {
      await revokeCertificate(other, { serial: whom(holder.serial, replacement) }, "key-compromise", byOperator(world.now));
    });
    expect(await outcome(fetchFile(meanwhile, caller, { token, fetched, now: world.now }))).toBe(code);
    expect((await recordOf(world.service.store, replacement))?.fetchedAt).toBeNull();
  });
});

test("a stage is not accepted from a certificate that was revoked after the request was admitted", async () => {
  await renewAtService(world.service, order());
  const caller = await admittedAs(holder);
  const serial = caller.replacement?.serial ?? "";
  await revokeCertificate(other, { serial: holder.serial }, "key-compromise", byOperator(world.now));
  expect(await outcome(reportStage(world.service, caller, { serial, stage: "fetched" }, world.now))).toBe("revoked");
  expect((await recordOf(world.service.store, serial))?.fetchedAt).toBeNull();
});

test.each(events.slice(0, 2))("a request that is a replacement's first use is refused if %s meanwhile: %s", async (_, code) => {
  const der = await renew(world.service, { ...order(), request: await requestOf(holder) });
  const { serialNumber } = new X509Certificate(der);
  const meanwhile = interrupted(world.service, 1, async () => {
    if (code === "revoked") await revokeCertificate(other, { serial: serialNumber }, "key-compromise", byOperator(world.now));
    else await closeTenant(other, holder.tenant, byOperator(world.now));
  });
  const { peer } = await admit(meanwhile, new X509Certificate(der), "verify.localhost", world.now);
  expect(peer).toEqual({ kind: "refused", code });
  expect((await recordOf(world.service.store, serialNumber))?.firstUsedAt).toBeNull();
});

describe("a first certificate", () => {
  test("is not issued if its tenant is closed while its key is generated", async () => {
    const meanwhile = interrupted(world.service, 1, () => closeTenant(other, holder.tenant, byOperator(world.now)));
    expect(await outcome(issueCertificate(meanwhile, { tenant: holder.tenant, cn: "client2", ...byOperator(world.now) }))).toBe(
      "tenant-closed",
    );
    expect(await countIssued()).toBe(1);
  });

  test("has the tenant's current kind of key if that is changed while one is generated", async () => {
    const meanwhile = interrupted(world.service, 1, () =>
      changeTenant(other, holder.tenant, { keyKind: "RSA-2048" }, byOperator(world.now)),
    );
    const { certificate } = await issueCertificate(meanwhile, { tenant: holder.tenant, cn: "client2", ...byOperator(world.now) });
    expect(new X509Certificate(certificate).publicKey.asymmetricKeyType).toBe("rsa");
  });
});

describe("a tenant's kind of key, changed after the request was admitted,", () => {
  beforeEach(async () => await changeTenant(other, holder.tenant, { keyKind: "RSA-2048" }, byOperator(world.now)));

  test("applies to the key of a request", async () => {
    expect(await outcome(renew(world.service, { ...order(), request: await requestOf(holder) }))).toBe("request-key-not-allowed");
  });

  test("applies to a key that the service generates", async () => {
    const { certificate } = await renewWithKey(world.service, { ...order(), request: await requestOf(holder) });
    expect(new X509Certificate(certificate).publicKey.asymmetricKeyType).toBe("rsa");
  });
});

test("no certificate is retired by a rule that its tenant dropped during the search", async () => {
  await changeTenant(world.service, holder.tenant, { retireAfterDays: 30 }, byOperator(world.now));
  await renewAndUse();
  const later = new Date(world.now.getTime() + 30 * dayInMilliseconds);
  // The queries: the tenants that retire, then whether this one has anything to retire.
  const meanwhile = interrupted(world.service, 2, () =>
    changeTenant(other, holder.tenant, { retireAfterDays: null }, byOperator(world.now)),
  );
  await retireRenewed(meanwhile, later);
  expect((await recordOf(world.service.store, holder.serial))?.revokedAt).toBeNull();
});

test("koshin revoke --with-replacement leaves no valid replacement: a concurrent renewal is refused", async () => {
  const replacement = await renew(world.service, { ...order(), request: await requestOf(holder) });
  const request = await requestOf(holder);
  const said = await runProgram(
    "revoke",
    "--data",
    world.data,
    "--serial",
    holder.serial,
    "--reason",
    "key-compromise",
    "--with-replacement",
    "--json",
  );
  expect(JSON.parse(said.stdout)).toMatchObject({
    revoked: [{ serial: holder.serial }, { serial: new X509Certificate(replacement).serialNumber }],
    revokedBefore: null,
    stillValid: [],
  });
  // These had already been admitted.
  for (const [, work] of renewals) expect(await outcome(work(world.service, order()))).toBe("revoked");
  expect(await outcome(renew(world.service, { ...order(), request }))).toBe("revoked");
  expect(await countIssued()).toBe(2);
});

test("koshin revoke names a replacement that replaced the revoked one", async () => {
  const lost = new X509Certificate(await renew(world.service, { ...order(), request: await requestOf(holder) }));
  const kept = new X509Certificate(await renew(world.service, { ...order(), request: await requestOf(holder) }));
  expect(
    await revokeCertificate(world.service, { serial: lost.serialNumber }, "key-compromise", byOperator(world.now)),
  ).toMatchObject({
    revoked: [],
    revokedBefore: { at: world.now, reason: "superseded" },
    stillValid: [
      { serial: holder.serial, relation: "predecessor" },
      { serial: kept.serialNumber, relation: "replacement" },
    ],
  });
});

/** All permutations. */
function permutations<T>(things: readonly T[]): T[][] {
  if (things.length === 0) return [[]];
  return things.flatMap((first, at) => permutations(things.toSpliced(at, 1)).map((rest) => [first, ...rest]));
}

/**
 * The four events that change or query the current replacement of a certificate: it is used, requested again, replaced
 * and revoked. Events that invalidate the predecessor end every renewal in any order.
 */
const turns = ["first use", "the same request", "another key", "revocation"] as const;

describe("around a renewal", () => {
  test.each(permutations(turns))(
    "%s, %s, %s, %s: never leave two replacements, or another one beside one in use",
    async (...orderOfEvents) => {
      const request = await requestOf(holder);
      const valid = async (): Promise<
        { readonly serial: string; readonly firstUsedAt: number | null; readonly der: Uint8Array }[]
      > => {
        const all = world.service.store.selectFrom("certificates").select(["serial", "firstUsedAt", "der"]);
        return await all
          .where("predecessor", "=", await numberOf(world.service.store, holder.serial))
          .where("revokedAt", "is", null)
          .execute();
      };
      const ask = async (with_: Uint8Array<ArrayBuffer>): Promise<void> => {
        const [before] = await valid();
        const issued = await countIssued();
        const inUse = before !== undefined && before.firstUsedAt !== null;
        const came = await outcome(renew(world.service, { ...order(), request: with_ }));
        expect(came === "already-renewed").toBe(inUse);
        if (came !== "done") expect(await countIssued()).toBe(issued);
      };
      const first = await renew(world.service, { ...order(), request });
      const events: Readonly<Record<(typeof turns)[number], () => Promise<void>>> = {
        async "first use"() {
          const [present] = await valid();
          const { peer } = await admit(other, new X509Certificate(present?.der ?? first), "verify.localhost", world.now);
          expect(peer.kind).toBe(present === undefined ? "refused" : "accepted");
        },
        async "the same request"() {
          const [before] = await valid();
          await ask(request);
          // As long as it is current, it is returned byte for byte.
          const again = before?.firstUsedAt === null && Buffer.compare(before.der, first) === 0;
          if (again) expect((await valid()).map(({ serial }) => serial)).toEqual([before.serial]);
        },
        async "another key"() {
          await ask(await requestOf(holder));
        },
        async revocation() {
          const [present] = await valid();
          await revokeCertificate(
            other,
            { serial: present?.serial ?? new X509Certificate(first).serialNumber },
            "superseded",
            byOperator(world.now),
          );
          expect(await valid()).toEqual([]);
        },
      };
      for (const event of orderOfEvents) {
        await events[event]();
        expect((await valid()).length).toBeLessThanOrEqual(1);
      }
      // In every case the holder has one certificate that can be renewed, or one in use.
      const [left] = await valid();
      const came = await outcome(renew(world.service, { ...order(), request: await requestOf(holder) }));
      expect(came).toBe(left !== undefined && left.firstUsedAt !== null ? "already-renewed" : "done");
      expect(await valid()).toHaveLength(1);
    },
  );
});

test("a replacement issued under a clock that was ahead is refused once the clock is corrected, and its predecessor can be renewed again", async () => {
  const wrong = new Date(world.now.getTime() + 30 * dayInMilliseconds);
  const early = new X509Certificate(await renew(world.service, { ...order(), now: wrong, request: await requestOf(holder) }));
  expect((await admit(world.service, early, "verify.localhost", wrong)).peer.kind).toBe("accepted");
  const begins = early.validFromDate.getTime();
  const admittedAt = async (at: number): Promise<string> => {
    const { peer } = await admit(world.service, early, "verify.localhost", new Date(at));
    return peer.kind === "refused" ? peer.code : peer.kind;
  };
  expect([await admittedAt(begins - clockSkew - 1), await admittedAt(begins - clockSkew)]).toEqual(["not-yet-valid", "accepted"]);
  admitted = await admittedAs(holder);
  const late = new X509Certificate(await renew(world.service, { ...order(), request: await requestOf(holder) }));
  expect((await admit(world.service, late, "verify.localhost", world.now)).peer.kind).toBe("accepted");
  expect(await recordOf(other.store, early.serialNumber)).toMatchObject({ revocationReason: "superseded" });
});

describe("on PostgreSQL", () => {
  test("a renewal that waits for another process's transaction sees its changes, at any isolation level of the server", async (context) => {
    if (!isPostgres(world.database)) context.skip();
    const { pathname } = new URL(world.database);
    await runSql(world.database, `alter database ${pathname.slice(1)} set default_transaction_isolation = 'repeatable read'`);
    await using late = await openService(world.data);
    const watching = new pg.Client(world.database);
    await watching.connect();
    const request = await requestOf(holder);
    let renewal: Promise<string> | undefined;
    await other.store.transaction().execute(async (transaction) => {
      renewal = outcome(renew(late, { ...order(), request }));
      const waiting =
        "select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())";
      while ((await watching.query(waiting)).rowCount === 0) await setTimeout(1);
      await closeTenantRow(transaction, holder.tenant, world.now.getTime());
    });
    await watching.end();
    expect(await renewal).toBe("tenant-closed");
  });
});
