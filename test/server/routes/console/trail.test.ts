import { createHash } from "node:crypto";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashedText, trailBeginning } from "../../../../src/core/organisation-trail.ts";
import { organisationActions, TrailEnd, TrailPage, type TrailEntry } from "../../../../src/protocol/console/trail.ts";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { makeCheckpoint } from "../../../../src/server/issuance/audit/audit-checkpoint.ts";
import { revokeCertificate } from "../../../../src/server/issuance/lifecycle/revoke.ts";
import { createRecoveryCode } from "../../../../src/server/issuance/recovery/recovery-codes.ts";
import { orderRenewal } from "../../../../src/server/issuance/renewal/renewal-order.ts";
import { appendAudit, type AuditEntry } from "../../../../src/server/store/audit/audit.ts";
import { transact } from "../../../../src/server/store/transact.ts";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { contentOf } from "../../../support/console-answers.ts";
import { startService, type Holder, type ThrowawayService } from "../../../support/throwaway-service.ts";

let world: ThrowawayService;
let asking: LoggedInAdministrator;
let other: LoggedInAdministrator;
let certificate: Holder;
const tenant = "u00000014";
const json = { "Content-Type": "application/json" };

beforeAll(async () => {
  world = await startService();
  asking = await administratorOf(world, { account: "kasahara" });
  other = await administratorOf(world, { account: "someone-else", tenant: "u2" });
  await world.issue("client5", 50, { tenant: "u2" });
  certificate = await world.issue("client1", 50);
  await createRecoveryCode(world.service, { tenant, cn: "client1", ...byOperator(world.now) });
  await createRecoveryCode(world.service, { tenant, cn: "client900", ...byOperator(world.now) });
  world.now = new Date(world.now.getTime() + 3_600_000);
  const order = JSON.stringify({ cn: "client28", another: false, remark: "", device: "" });
  const issued = await asking.ask({ method: "POST", path: "/api/certificates", headers: json, body: order });
  const { issuer, serial } = v.parse(
    v.pipe(v.string(), v.parseJson(), v.object({ issuer: v.string(), serial: v.string() })),
    issued.body,
  );
  await asking.confirm();
  const revealed = await asking.ask({
    method: "POST",
    path: `/api/certificates/${issuer}/${serial}/password`,
    headers: json,
    body: "{}",
  });
  expect(revealed.status).toBe(200);
});
afterAll(async () => await world[Symbol.asyncDispose]());

async function trail(parameters = "", who = asking): Promise<TrailPage> {
  return contentOf(TrailPage, await who.ask({ path: `/api/trail?${parameters}` }));
}

async function actions(parameters: string, who = asking): Promise<string[]> {
  return (await trail(parameters, who)).entries.map(({ action }) => action);
}

describe("the organisation's audit trail", () => {
  test("says who revealed a password, of which certificate, and when", async () => {
    const { entries, more } = await trail("action=secrets");
    expect(more).toBe(false);
    expect(entries).toMatchObject([
      {
        action: "password-revealed",
        actor: `account:kasahara@${tenant}`,
        at: world.now.getTime(),
        certificate: { cn: "client28" },
      },
    ]);
  });

  test("is found by actor, action, certificate, account and time", async () => {
    expect(await actions("by=kasahara")).toEqual(["password-shown", "password-revealed", "issued"]);
    expect(await actions("by=:operator&action=issued")).toEqual(["issued", "issued"]);
    expect(await actions("certificate=client28&action=issued")).toEqual(["issued"]);
    expect(await actions("certificate=client1")).toEqual(["recovery-code-created", "issued"]);
    const spelled = certificate.serial.replaceAll(/(..)(?!$)/g, "$1:").toLowerCase();
    expect(await actions(`certificate=${spelled}`)).toEqual(["issued"]);
    expect(await actions("account=kasahara")).toEqual(["account-created"]);
    expect(await actions("certificate=client5")).toEqual([]);
    expect(await actions("account=someone-else")).toEqual([]);
    const since = world.now.toISOString();
    expect(await actions(`since=${since}`)).toEqual(["password-shown", "password-revealed", "issued"]);
    expect(await actions(`until=${since}&by=kasahara`)).toEqual([]);
  });

  test("comes a page at a time", async () => {
    const all = (await trail("limit=1000")).entries;
    const pages: TrailEntry[] = [];
    for (let before = ""; ;) {
      const { entries, more } = await trail(`limit=2${before}`);
      pages.push(...entries);
      if (!more) break;
      before = `&before=${entries.at(-1)?.position}`;
    }
    expect(pages).toEqual(all);
    expect(all.map(({ position }) => position)).toEqual(all.map((_, index) => all.length - index));
  });

  test("can be recomputed from what is shown, up to its end, and the service vouches for what its checkpoint covers", async () => {
    const { entries } = await trail("limit=1000");
    let previousHash = trailBeginning;
    for (const entry of entries.toReversed()) {
      expect(entry.previousHash).toBe(previousHash);
      const { actor } = entry;
      if (actor === null) throw new Error("Nobody of another organisation has acted.");
      previousHash = createHash("sha256")
        .update(hashedText({ ...entry, tenant, actor }))
        .digest("hex");
      expect(entry.hash).toBe(previousHash);
    }
    const end = async (): Promise<TrailEnd> => contentOf(TrailEnd, await asking.ask({ path: "/api/trail/end" }));
    expect(await end()).toMatchObject({ position: entries.length, hash: previousHash });
    await makeCheckpoint(world.service, world.now);
    await world.issue("client2", 50);
    expect(await end()).toMatchObject({
      position: entries.length + 1,
      checkpoint: { at: world.now.toISOString(), position: entries.length, agrees: true },
    });
  });

  test("contains nothing of another organisation, nor of the service", async () => {
    for (const path of ["/api/trail?limit=1000", "/api/trail/file", "/api/trail/file?format=json", "/api/trail/end"]) {
      const { body } = await asking.ask({ path });
      expect(body).not.toMatch(/u2"|client5|someone-else/);
    }
    const before = await trail("limit=1000");
    const end = await asking.ask({ path: "/api/trail/end" });
    await world.issue("client6", 50, { tenant: "u2" });
    await orderRenewal(world.service, { scope: "all", reason: "a test", until: undefined, ...byOperator(world.now) });
    expect(await trail("limit=1000")).toEqual(before);
    expect((await asking.ask({ path: "/api/trail/end" })).body).toBe(end.body);
    expect((await trail("", other)).entries.every(({ detail }) => !detail.includes(tenant))).toBe(true);
  });

  test("does not name an administrator of another organisation, who revoked every certificate with a compromised key", async () => {
    const act = { actor: "account:someone-else@u2", now: world.now };
    const shared = await world.issue("client3", 50);
    await revokeCertificate(world.service, shared, "key-compromise", act);
    const [entry] = (await trail(`certificate=${shared.serial}`)).entries;
    expect(entry).toMatchObject({ action: "revoked", actor: "another organisation" });
  });

  test("does not name a program of another organisation, which enrols for it", async () => {
    const registrar = await world.issue("client7", 50, { tenant: "u2" });
    const entry = { at: world.now, action: "issued", object: "ab/01", detail: {}, tenant } as const;
    const actor = `certificate ${registrar.issuer}/${registrar.serial}`;
    await transact(world.service.store, async (transaction) => await appendAudit(transaction, { ...entry, actor }));
    expect((await trail()).entries[0]).toMatchObject({ actor: null, actorCn: null, certificate: null });
  });

  test.each(["action=unknown", "by=Nobody", "by=:schedul", "since=yesterday", "before=0", "limit=1001", "limit=x", "account=%00"])(
    "refuses %s",
    async (parameters) => {
      const { status, body } = await asking.ask({ path: `/api/trail?${parameters}` });
      expect([status, body]).toEqual([400, expect.stringContaining("request-malformed")]);
    },
  );
});

describe("the organisation's audit trail as a file", () => {
  test("is CSV with a byte order mark, in which a spreadsheet calculates nothing", async () => {
    const formula = '=HYPERLINK("https://evil.example","x")';
    const entry = { at: world.now, actor: "operator", action: "tenant-changed", object: formula, detail: {}, tenant } as const;
    await transact(world.service.store, async (transaction) => await appendAudit(transaction, entry));
    const { status, headers, body } = await asking.ask({ path: "/api/trail/file" });
    expect([status, headers["content-type"]]).toEqual([200, "text/csv; charset=utf-8"]);
    expect(headers["content-disposition"]).toMatch(/filename="audit_u00000014_\d{4}-\d\d-\d\d\.csv"/);
    const lines = body.split("\r\n");
    expect(lines[0]).toBe("\u{feff}position,time,actor,action,object,cn,detail,previousHash,hash");
    expect(lines[1]).toContain(`,tenant-changed,"'=HYPERLINK(`);
    expect(body).not.toMatch(/(?:^|,|")[=+@]/m);
    expect(lines.length - 2).toBe((await trail("limit=1000")).entries.length);
  });

  test("is JSON, one entry a line, of those that match", async () => {
    const { headers, body } = await asking.ask({ path: "/api/trail/file?format=json&action=secrets" });
    expect(headers["content-type"]).toBe("application/jsonl");
    const lines = body
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(lines).toMatchObject([{ action: "password-revealed", actor: `account:kasahara@${tenant}`, detail: {} }]);
  });
});

test("every action is known to concern one organisation, or the service", () => {
  const concerned = Object.fromEntries(organisationActions.map((action) => [action, "organisation"]));
  // An action that is missing here does not compile: add it, and to `organisationActions` if it concerns one.
  const all: Record<AuditEntry["action"], "organisation" | "service"> = {
    "tenant-created": "organisation",
    "tenant-changed": "organisation",
    "tenant-closed": "organisation",
    "tenant-opened": "organisation",
    "notices-resent": "organisation",
    announced: "organisation",
    "announcement-removed": "organisation",
    issued: "organisation",
    revoked: "organisation",
    retired: "organisation",
    "renewal-ordered": "organisation",
    fetched: "organisation",
    "password-shown": "organisation",
    imported: "organisation",
    "first-used": "organisation",
    "password-revealed": "organisation",
    "file-handed-out": "organisation",
    "certificates-exported": "organisation",
    "notes-changed": "organisation",
    "holder-rules-changed": "organisation",
    "notice-test-sent": "organisation",
    "key-destroyed": "organisation",
    "defaults-changed": "service",
    "key-blocked": "service",
    "key-unblocked": "service",
    "master-key-rotated": "service",
    "issuing-authority-rotated": "service",
    "root-rotated": "service",
    "authority-adopted": "service",
    "upstream-set": "service",
    "upstream-unset": "service",
    "upstream-credential-renewed": "service",
    "root-added": "service",
    "certificates-taken": "service",
    "certificates-listed": "service",
    "certificate-bound": "organisation",
    "revocations-taken": "service",
    "revocations-kept": "service",
    "list-taken": "service",
    "database-begun-anew": "service",
    "database-moved": "service",
    restored: "service",
    "revocation-kept": "service",
    "recovery-code-created": "organisation",
    "recovery-code-cancelled": "organisation",
    recovered: "organisation",
    "account-created": "organisation",
    "account-invited": "organisation",
    "account-disabled": "organisation",
    "account-enabled": "organisation",
    "account-reset": "organisation",
    "account-changed": "organisation",
    "account-password-changed": "organisation",
    "account-recovery-codes-made": "organisation",
    "account-sessions-ended": "organisation",
    "account-password-chosen": "organisation",
    "account-second-factor-set": "organisation",
    "account-recovery-code-used": "organisation",
    "account-passkey-added": "organisation",
    "account-passkey-removed": "organisation",
    "token-made": "organisation",
    "token-revoked": "organisation",
    "job-started": "organisation",
    "job-stopped": "organisation",
    "job-finished": "organisation",
    "account-identity-linked": "organisation",
    "account-identity-unlinked": "organisation",
  };
  expect(Object.fromEntries(Object.entries(all).filter(([, whom]) => whom === "organisation"))).toEqual(concerned);
});
