import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../../src/core/days.ts";
import { CertificateDetail, IssuedIdentity, RevocationResult } from "../../../../src/protocol/console/certificates.ts";
import { annotateOwn } from "../../../../src/server/issuance/administration/annotate-own.ts";
import { issueOwn } from "../../../../src/server/issuance/administration/issue-own.ts";
import { renewOwn } from "../../../../src/server/issuance/administration/renew-own.ts";
import { revokeOwn } from "../../../../src/server/issuance/administration/revoke-own.ts";
import { Refusal } from "../../../../src/server/issuance/refusal.ts";
import { countAudit, readAudit, verifyAudit } from "../../../../src/server/store/audit/audit.ts";
import { reconcile } from "../../../../src/server/store/audit/reconcile.ts";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { contentOf, pathOf, refusalIn } from "../../../support/console-answers.ts";
import { renewed } from "../../../support/enrolment.ts";
import { startService, type Holder, type ThrowawayService } from "../../../support/throwaway-service.ts";
import { send, type Received } from "../../../support/tls-client.ts";

let world: ThrowawayService;
let operator: LoggedInAdministrator;
let viewer: LoggedInAdministrator;
beforeAll(async () => {
  world = await startService();
  operator = await administratorOf(world, { account: "sato", role: "operator" });
  viewer = await administratorOf(world, { account: "suzuki", tenant: "u3", role: "viewer" });
});
afterAll(async () => await world[Symbol.asyncDispose]());

const json = { "Content-Type": "application/json" };
type Named = Pick<Holder, "issuer" | "serial">;

async function order(who: LoggedInAdministrator, body: unknown): Promise<Received> {
  return await who.ask({ method: "POST", path: "/api/certificates", headers: json, body: JSON.stringify(body) });
}

async function renew(who: LoggedInAdministrator, named: Named, headers = {}): Promise<Received> {
  return await who.ask({ method: "POST", path: `${pathOf(named)}/renewal`, headers });
}

async function revoke(who: LoggedInAdministrator, named: Named, body: unknown): Promise<Received> {
  return await who.ask({ method: "POST", path: `${pathOf(named)}/revocation`, headers: json, body: JSON.stringify(body) });
}

async function detail(who: LoggedInAdministrator, named: Named): Promise<CertificateDetail> {
  return contentOf(CertificateDetail, await who.ask({ path: pathOf(named) }));
}

async function trail({ issuer, serial }: Named) {
  return (await readAudit(world.service.store, `${issuer}/${serial}`)).map(({ actor, action }) => `${actor} ${action}`);
}

describe("the issue of a first certificate", () => {
  test("keeps the key, and notes what it is for", async () => {
    const issued = contentOf(IssuedIdentity, await order(operator, { cn: "client50", remark: "受付", device: "PC-50" }));
    expect(await detail(operator, issued)).toMatchObject({
      ...{ cn: "client50", o: "u00000014", state: "in-use", key: "kept", remark: "受付", device: "PC-50" },
      edited: { by: "sato" },
    });
    expect(await trail(issued)).toEqual(["account:sato@u00000014 issued"]);
  });

  test("is refused for a holder who has a valid one, unless it is for another device", async () => {
    await world.issue("client51", 300);
    const body = { cn: "client51", remark: "", device: "tablet" };
    expect(refusalIn(await order(operator, body))).toEqual([409, "holder-has-certificate"]);
    expect((await order(operator, { ...body, another: true })).status).toBe(200);
    await world.issue("client52", -3);
    expect((await order(operator, { ...body, cn: "client52", device: "" })).status).toBe(200);
  });

  test("happens once if two administrators order the same at once", async () => {
    const answers = await Promise.all([1, 2, 3].map(async () => await order(operator, { cn: "client53", remark: "", device: "" })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
  });

  test("is refused for names that the service does not issue", async () => {
    for (const cn of ["Client 1", "受付", "client", "../../etc/passwd", "client1\u202e"])
      expect([cn, ...refusalIn(await order(operator, { cn, remark: "", device: "" }))]).toEqual([cn, 400, "cn-not-allowed"]);
    for (const cn of ["", "client1\0", "x".repeat(65), 1])
      expect([cn, ...refusalIn(await order(operator, { cn, remark: "", device: "" }))]).toEqual([cn, 400, "request-malformed"]);
  });

  test("and every other act is refused for a viewer", async () => {
    const holder = await world.issue("client54", 50, { tenant: "u3" });
    for (const refused of [
      await order(viewer, { cn: "client55", remark: "", device: "" }),
      await renew(viewer, holder),
      await revoke(viewer, holder, { reason: "superseded", along: [] }),
    ])
      expect(refusalIn(refused)).toEqual([403, "role-insufficient"]);
    expect(await detail(viewer, holder)).toMatchObject({ state: "in-use", replacement: null });
  });
});

describe("an account that is disabled while its request is under way", () => {
  test("does nothing any more", async () => {
    const { store } = world.service;
    const leaving = await administratorOf(world, { account: "leaving", tenant: "u7", role: "operator" });
    const holder = await world.issue("client59", 50, { tenant: "u7" });
    const before = await countAudit(store);
    const named = { ...holder, tenant: "u7" };
    const by = {
      ...{ user: "leaving", actor: "account:leaving@u7", tenant: "u7" },
      requireStill: async () => await Promise.reject(new Refusal("not-logged-in")),
    };
    const { service, now } = world;
    const notes = { remark: "", device: "left" };
    for (const act of [
      async () => await annotateOwn(service, named, { notes, version: "0", by, now }),
      async () => await issueOwn(service, { cn: "client58", another: false, ...notes, by, now }),
      async () => await renewOwn(service, named, { precondition: { kind: "none-pending" }, by, now }),
      async () => await revokeOwn(service, named, { reason: "superseded", along: [], by, now }),
    ])
      await expect(act()).rejects.toMatchObject({ code: "not-logged-in" });
    expect(await countAudit(store)).toBe(before);
    expect(await detail(leaving, holder)).toMatchObject({ state: "in-use", replacement: null, remark: "", device: "" });
  });
});

describe("a renewal for the holder", () => {
  test("is by the account, with a key that is kept, once however often it is asked for", async () => {
    const holder = await world.issue("client60", 50);
    const replacement = contentOf(IssuedIdentity, await renew(operator, holder));
    expect(contentOf(IssuedIdentity, await renew(operator, holder))).toEqual(replacement);
    expect(await detail(operator, replacement)).toMatchObject({
      ...{ state: "applied-for", key: "kept", predecessor: { issuer: holder.issuer, serial: holder.serial } },
    });
    expect(await trail(replacement)).toEqual(["account:sato@u00000014 issued"]);
    expect((await detail(operator, holder)).refusal).toBeNull();
  });

  test("is possible after the expiry, when the holder cannot do it any more", async () => {
    const holder = await world.issue("client61", -200);
    const replacement = contentOf(IssuedIdentity, await renew(operator, holder));
    expect(await detail(operator, replacement)).toMatchObject({ state: "applied-for", cn: "client61" });
  });

  test("follows the other rules", async () => {
    const early = await world.issue("client62", 500);
    expect(refusalIn(await renew(operator, early))).toEqual([403, "not-due"]);
    const api = await world.issue("api62", 50);
    expect(refusalIn(await renew(operator, api))).toEqual([403, "type-not-renewable"]);
    const lost = await world.issue("client63", 50);
    await revoke(operator, lost, { reason: "superseded", along: [] });
    expect(refusalIn(await renew(operator, lost))).toEqual([403, "revoked"]);
  });

  test("does not take away what the holder has begun, unless the administrator knows of it", async () => {
    const holder = await world.issue("client64", 50);
    const begun = await renewed({ port: world.port, root: world.root, identity: holder }, { cn: "client64", o: "u00000014" });
    expect(refusalIn(await renew(operator, holder))).toEqual([412, "replacement-pending"]);
    expect(refusalIn(await renew(operator, holder, { "If-Match": '"00"' }))).toEqual([412, "replacement-pending"]);
    const replacement = contentOf(IssuedIdentity, await renew(operator, holder, { "If-Match": `"${begun.serial}"` }));
    expect((await detail(operator, holder)).replacement).toMatchObject(replacement);
    expect((await detail(operator, { issuer: holder.issuer, serial: begun.serial })).state).toBe("revoked");
  });
});

describe("a revocation", () => {
  test("is by the account, with its reason, and takes effect at once", async () => {
    const lost = await world.issue("client70", 300);
    const result = contentOf(RevocationResult, await revoke(operator, lost, { reason: "key-compromise", along: [] }));
    expect(result).toEqual({ revoked: [{ issuer: lost.issuer, serial: lost.serial }], stillValid: [] });
    expect(await detail(operator, lost)).toMatchObject({
      ...{ state: "revoked", revocationReason: "key-compromise", revokedAt: world.now.toISOString() },
    });
    expect((await trail(lost)).at(-1)).toBe("account:sato@u00000014 revoked");
    const refused = await send({ port: world.port, root: world.root, identity: lost }, { path: "/api/cert/status" });
    expect(refusalIn(refused)).toEqual([403, "revoked"]);
    expect(contentOf(RevocationResult, await revoke(operator, lost, { reason: "superseded", along: [] })).revoked).toEqual([]);
  });

  test("takes the related certificates along only if that is asked for", async () => {
    const holder = await world.issue("client71", 50);
    const replacement = contentOf(IssuedIdentity, await renew(operator, holder));
    const first = contentOf(RevocationResult, await revoke(operator, holder, { reason: "superseded", along: [] }));
    expect(first.stillValid).toEqual([{ ...replacement, relation: "replacement" }]);
    const rest = await revoke(operator, holder, { reason: "superseded", along: ["replacement"] });
    expect(contentOf(RevocationResult, rest)).toEqual({ revoked: [replacement], stillValid: [] });
  });

  test("names no certificate of another tenant that has the same key", async () => {
    const [own, other] = [await world.issue("client72", 300), await world.issue("client72", 300, { tenant: "u3" })];
    const { store } = world.service;
    const { spkiSha256 } = await store
      .selectFrom("certificates")
      .select("spkiSha256")
      .where("serial", "=", own.serial)
      .executeTakeFirstOrThrow();
    await store.updateTable("certificates").set({ spkiSha256 }).where("serial", "=", other.serial).execute();
    const result = contentOf(RevocationResult, await revoke(operator, own, { reason: "key-compromise", along: [] }));
    expect(result).toEqual({ revoked: [{ issuer: own.issuer, serial: own.serial }], stillValid: [] });
    expect((await detail(viewer, other)).state).toBe("revoked");
  });

  test("is refused with a reason that there is not, or with more than was asked", async () => {
    const holder = await world.issue("client73", 300);
    for (const wrong of [{ reason: "retired", along: [] }, { reason: "superseded" }, { reason: "superseded", along: ["all"] }, []])
      expect(refusalIn(await revoke(operator, holder, wrong))).toEqual([400, "request-malformed"]);
    expect((await detail(operator, holder)).state).toBe("in-use");
  });
});

test("whatever administrators have done, the tables agree with the audit trail", async () => {
  const { store } = world.service;
  const comparison = reconcile(store);
  const { broken } = await verifyAudit(store, { read: async (page) => await comparison.read(page) });
  expect(broken).toBeUndefined();
  expect(await comparison.finish()).toEqual([]);
});

test("an expired administrator's certificate administers nothing", async () => {
  const late = await administratorOf(world, { account: "late", tenant: "u9" });
  world.now = new Date(late.certificate.notAfter.getTime() + dayInMilliseconds);
  expect(refusalIn(await late.ask({ path: "/api/certificates" }))).toEqual([403, "expired"]);
});
