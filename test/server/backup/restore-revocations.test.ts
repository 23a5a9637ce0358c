import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret, TOTP } from "otpauth";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { encodeTime } from "../../../src/core/der/time.ts";
import { bitString, context, element, integer, octetString, sequence } from "../../../src/core/der/write.ts";
import { createAccount } from "../../../src/server/accounts/accounts.ts";
import { auditAccount } from "../../../src/server/accounts/audit-account.ts";
import { acceptInvitation } from "../../../src/server/accounts/invitations/accept-invitation.ts";
import { createLogins } from "../../../src/server/accounts/login/logins.ts";
import { inviteAccount } from "../../../src/server/accounts/manage-accounts.ts";
import { acceptCode } from "../../../src/server/accounts/second-factor/accept-code.ts";
import { beginSecondFactor, completeSecondFactor } from "../../../src/server/accounts/second-factor/authenticator-app.ts";
import { requireToken } from "../../../src/server/accounts/tokens/token-bearer.ts";
import { readSignedList, type SignedList } from "../../../src/server/authority/lists/read-revocation-list.ts";
import { backUp } from "../../../src/server/backup/back-up.ts";
import { restore, type Restored, type RestoreOptions } from "../../../src/server/backup/restore.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { makeCheckpoint } from "../../../src/server/issuance/audit/audit-checkpoint.ts";
import { verifyTrail } from "../../../src/server/issuance/audit/verify-trail.ts";
import { keepPresentLists, readPublishedLists } from "../../../src/server/issuance/lifecycle/published-lists.ts";
import { revocationList } from "../../../src/server/issuance/lifecycle/revocation-list.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { rotateAuthority } from "../../../src/server/issuance/lifecycle/rotate-authority.ts";
import { cancelRecoveryCode, createRecoveryCode, verifyCode } from "../../../src/server/issuance/recovery/recovery-codes.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { readAudit } from "../../../src/server/store/audit/audit.ts";
import { readBlockedKeys } from "../../../src/server/store/certificates/known-keys.ts";
import { findJob } from "../../../src/server/store/jobs/jobs.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { OperatorError } from "../../../src/server/system/operator-error.ts";
import { readPassphrase } from "../../../src/server/system/read-passphrase.ts";
import { tokenOf } from "../../support/api-token.ts";
import { makeDatabase, runSql } from "../../support/database.ts";
import { waitingJob } from "../../support/jobs.ts";
import { extension, scope } from "../../support/made-list.ts";
import { runHere } from "../../support/program.ts";
import { recordOf } from "../../support/records.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send } from "../../support/tls-client.ts";

/** The address of a distribution point. */
const uri = element(0x86, new TextEncoder().encode("http://ca.example/1.crl"));

let folder: string;
let world: ThrowawayService;
let cleaning: AsyncDisposableStack;
beforeEach(async () => {
  cleaning = new AsyncDisposableStack();
  folder = await mkdtemp(join(tmpdir(), "koshin-restore-"));
  cleaning.defer(() => rm(folder, { recursive: true }));
  world = cleaning.use(await startService());
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await cleaning.disposeAsync();
});

/** A service backed up with two certificates, one of which is revoked afterwards, like one issued after the backup. */
async function revokedSince(): Promise<{
  readonly kept: Holder;
  readonly revoked: Holder;
  readonly later: Holder;
  readonly from: string;
}> {
  const [kept, revoked] = [await world.issue("client1", 50), await world.issue("client2", 50)];
  const from = join(folder, "backup");
  await backUp(world.data, from, { now: world.now });
  const later = await world.issue("client3", 50);
  for (const { serial } of [revoked, later])
    await revokeCertificate(world.service, { serial }, "key-compromise", byOperator(world.now));
  return { kept, revoked, later, from };
}

async function restored(from: string, options: Partial<RestoreOptions>): Promise<Restored & { readonly data: string }> {
  const database = await makeDatabase();
  if (database !== undefined) cleaning.defer(() => database.drop());
  const data = await mkdtemp(join(folder, "restored-"));
  return { data, ...(await restore(from, data, { ...byOperator(world.now), database: database?.url, ...options })) };
}

/** The current list of a service, which is opened for that. */
async function listOf(data: string): Promise<SignedList> {
  await using service = await openService(data);
  const { der } = await revocationList(service, service.authority, world.now);
  const list = readSignedList(new Uint8Array(der), [service.authority]);
  if (list === undefined) throw new Error("No list of its authority.");
  return list;
}

function serialsIn(list: SignedList | undefined): string[] {
  return Array.from(list?.entries() ?? [], ({ serial }) => serial).sort();
}

describe("a restore", () => {
  test("reports what was revoked since the backup, from the lists in the folder that it replaces", async () => {
    const { revoked, later, from } = await revokedSince();
    expect((await send({ port: world.port, root: world.root }, { path: "/crl" })).status).toBe(200);
    const { forgotten, lists, data } = await restored(from, { replacing: world.data });
    expect(lists).toBe(1);
    expect(forgotten).toHaveLength(2);
    expect(forgotten).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          serial: revoked.serial,
          subject: { cn: "client2", tenant: "u00000014" },
          reason: "key-compromise",
          revokedAt: world.now,
        }),
        expect.objectContaining({ serial: later.serial, subject: undefined }),
      ]),
    );
    await using service = await openService(data);
    expect((await recordOf(service.store, revoked.serial))?.revokedAt).toBeNull();
  });

  test("revokes it again on request, and publishes a list with a new number", async () => {
    const { kept, revoked, later, from } = await revokedSince();
    await keepPresentLists(world.service, world.now);
    const [published] = await readPublishedLists(dataFolder(world.data).published, [world.service.authority]);
    expect(serialsIn(published)).toEqual([revoked.serial, later.serial].sort());
    const { data } = await restored(from, { replacing: world.data, revokeAgain: true });
    const list = await listOf(data);
    expect(serialsIn(list)).toEqual(serialsIn(published));
    expect(list.number).toBeGreaterThan(published?.number ?? Infinity);
    await using service = await openService(data);
    expect(await recordOf(service.store, revoked.serial)).toMatchObject({
      revokedAt: world.now.getTime(),
      revocationReason: "key-compromise",
    });
    expect((await recordOf(service.store, kept.serial))?.revokedAt).toBeNull();
    expect((await verifyTrail(service)).findings).toEqual([]);
    await service.store.deleteFrom("unknownRevocations").execute();
    const object = `${revoked.issuer}/${later.serial}`;
    expect((await verifyTrail(service)).findings).toMatchObject([{ what: "revocation-changed", object }]);
  });

  test("also restores the other effects of a revocation: the key stays blocked", async () => {
    const holder = await world.issue("client1", 50);
    const from = join(folder, "backup");
    await backUp(world.data, from, { now: world.now });
    await revokeCertificate(world.service, { serial: holder.serial }, "key-compromise", byOperator(world.now));
    await keepPresentLists(world.service, world.now);
    const { data } = await restored(from, { replacing: world.data, revokeAgain: true });
    await using service = await openService(data);
    const held = await recordOf(service.store, holder.serial);
    expect((await readBlockedKeys(service.store, "", 2)).map(({ spkiSha256 }) => spkiSha256)).toEqual([held?.spkiSha256]);
    expect((await verifyTrail(service)).findings).toEqual([]);
  });

  test("cancels all recovery codes, used or cancelled since or not, and says whose", async () => {
    const [takenBack, open, over] = ["client1", "client2", "client3"];
    const give = async (cn: string, at = world.now): Promise<string> => {
      await world.issue(cn, 50);
      return (await createRecoveryCode(world.service, { tenant: "u00000014", cn, actor: "operator", now: at })).code;
    };
    await give(over, new Date(world.now.getTime() - 2 * 86_400_000));
    const claim = { tenant: "u00000014", cn: takenBack, code: await give(takenBack) };
    await give(open);
    const from = join(folder, "backup");
    await backUp(world.data, from, { now: world.now });
    await verifyCode(world.service.store, claim, world.now);
    await cancelRecoveryCode(world.service, { ...claim, ...byOperator(world.now) });
    const { data, endedCodes } = await restored(from, {});
    expect(endedCodes.map(({ tenant, cn }) => `${cn} of ${tenant}`).sort()).toEqual([
      `${takenBack} of u00000014`,
      `${open} of u00000014`,
    ]);
    await using service = await openService(data);
    await expect(verifyCode(service.store, claim, world.now)).rejects.toMatchObject({ code: "recovery-code-wrong" });
    expect((await verifyTrail(service)).findings).toEqual([]);
    const told = (await readAudit(service.store, "u00000014")).filter(({ action }) => action === "recovery-code-cancelled");
    expect(told.map(({ detail }) => detail).sort()).toEqual([`{"cn":"${takenBack}"}`, `{"cn":"${open}"}`]);
  });

  test("accepts no second factor of an account that may have been used since, but the next code of the app", async () => {
    const { store, vault } = world.service;
    const account = { name: "administrator", tenant: "u00000014" };
    const act = byOperator(world.now);
    await createAccount(store, { ...account, password: "several words", role: "administrator", ...act });
    const begun = await transact(store, async (transaction) => await beginSecondFactor(vault, transaction, account, world.now));
    const app = new TOTP({ secret: Secret.fromBase32(begun.secret) });
    const codeAt = (seconds: number): string => app.generate({ timestamp: world.now.getTime() + seconds * 1000 });
    const recovery = await transact(store, async (transaction) => {
      const codes = await completeSecondFactor(vault, transaction, account, codeAt(0), world.now);
      await auditAccount(transaction, account, "account-second-factor-set", act);
      return codes?.[0] ?? "";
    });
    const from = join(folder, "backup");
    await backUp(world.data, from, { now: world.now });
    const { data, endedAccountCodes } = await restored(from, {});
    expect(endedAccountCodes).toBe(10);
    await using service = await openService(data);
    const accepted = async (code: string, seconds = 0): Promise<unknown> => {
      const at = new Date(world.now.getTime() + seconds * 1000);
      return await transact(service.store, async (transaction) => await acceptCode(service.vault, transaction, account, code, at));
    };
    expect([await accepted(recovery), await accepted(codeAt(30)), await accepted(codeAt(90), 90)]).toEqual([
      undefined,
      undefined,
      "app",
    ]);
    expect((await verifyTrail(service)).findings).toEqual([]);
  });

  test("restores no invitation, which may have been used since", async () => {
    const { store } = world.service;
    const account = { name: "invited", tenant: "u00000014", personName: "", role: "viewer", mail: null } as const;
    const invitation = await inviteAccount(store, account, { actor: "operator", now: world.now });
    const from = join(folder, "backup");
    await backUp(world.data, from, { now: world.now });
    const { data } = await restored(from, {});
    await using service = await openService(data);
    const place = { host: "ctrl.localhost", address: "127.0.0.1" };
    const present = { site: "console", subject: { cn: "client1", o: "u00000014" } } as const;
    const accepted = { token: invitation?.token ?? "", password: "several words", present, earlier: undefined };
    await expect(acceptInvitation(service, accepted, place, world.now)).rejects.toMatchObject({ code: "invitation-not-valid" });
    expect(await acceptInvitation(world.service, accepted, place, world.now)).toMatch(/^.{43}$/);
  });

  test("restores no unfinished job, stopped or done since or not, and records that it ended", async () => {
    const holder = await world.issue("client1", 50);
    const account = { name: "ormaster", tenant: "u00000014", role: "operator" } as const;
    await createAccount(world.service.store, { ...account, password: "right", actor: "operator", now: world.now });
    const id = await waitingJob(world, "ormaster", holder);
    const from = join(folder, "backup");
    await backUp(world.data, from, { now: world.now });
    const { data } = await restored(from, {});
    await using service = await openService(data);
    expect(await findJob(service.store, id)).toMatchObject({ stoppedBecause: "not-logged-in", skipped: 1 });
    expect((await readAudit(service.store, `job ${id}`)).map(({ action }) => action)).toEqual(["job-stopped"]);
    expect((await verifyTrail(service)).findings).toEqual([]);
  });

  test("restores no sessions, logged out since or not, but all accounts", async () => {
    const { store } = world.service;
    await createAccount(store, { name: "ormaster", tenant: "u00000014", password: "right", actor: "operator", now: world.now });
    const subject = { cn: "client1", o: "u00000014" };
    const attempt = { user: "ormaster", password: "right", subject };
    const place = { host: "app.localhost", address: "127.0.0.1" };
    const logins = createLogins(store, () => world.now)(place);
    const [loggedOut, open] = [await logins.logIn(attempt), await logins.logIn(attempt)];
    const from = join(folder, "backup");
    await backUp(world.data, from, { now: world.now });
    await logins.logOut(loggedOut.kind === "opened" ? loggedOut.token : "");
    const { data } = await restored(from, {});
    await using service = await openService(data);
    const after = createLogins(service.store, () => world.now)(place);
    for (const outcome of [loggedOut, open])
      expect(await after.find(outcome.kind === "opened" ? outcome.token : "none", subject)).toBeUndefined();
    expect(await after.logIn(attempt)).toMatchObject({ kind: "opened" });
    expect((await verifyTrail(service)).findings).toEqual([]);
  });

  test("restores no tokens of programs, revoked since or not, and records that they ended", async () => {
    const { store } = world.service;
    const account = { name: "ormaster", tenant: "u00000014", role: "viewer" } as const;
    await createAccount(store, { ...account, password: "right", actor: "operator", now: world.now });
    const { token } = await tokenOf(world, { account: "ormaster" });
    const from = join(folder, "backup");
    await backUp(world.data, from, { now: world.now });
    const { data } = await restored(from, {});
    await using service = await openService(data);
    const subject = { cn: "client1", o: "u00000014" };
    await expect(requireToken(service.store, token, subject, world.now)).rejects.toMatchObject({ code: "token-not-valid" });
    expect(await requireToken(store, token, subject, world.now)).toMatchObject({ account: "ormaster" });
    expect((await verifyTrail(service)).findings).toEqual([]);
  });

  test.each([
    ["a delta", [extension("2.5.29.27", integer(1))], [], "is a delta"],
    ["for some reasons", [scope(element(0x83, Uint8Array.of(1, 0b0110_0000)))], [], "limited to some reasons"],
    ["of several issuers", [scope(element(0x84, Uint8Array.of(255)))], [], "of other issuers"],
    ["with an unknown critical extension", [extension("1.2.3.4", octetString())], [], "not supported"],
    ["of one distribution point", [scope(context(0, context(0, uri)))], [], "http://ca.example/1.crl"],
    ["that removes an entry", [], [extension("2.5.29.21", element(0x0a, Uint8Array.of(8)))], "is a delta"],
  ] as const)("refuses a list that does not say what was revoked: %s", async (_, ofList, ofEntry, why) => {
    const { revoked, from } = await revokedSince();
    const { issuerName, signingKey } = world.service.authority;
    const serial = integer(new Uint8Array(Buffer.from(revoked.serial, "hex")));
    const entry = sequence(serial, encodeTime(world.now), ...(ofEntry.length === 0 ? [] : [sequence(...ofEntry)]));
    const signed = sequence(
      ...[
        integer(1),
        signingKey.algorithm,
        issuerName,
        encodeTime(world.now),
        encodeTime(new Date(world.now.getTime() + 3_600_000)),
      ],
      ...[sequence(entry), context(0, sequence(extension("2.5.29.20", integer(7), { critical: false }), ...ofList))],
    );
    const path = join(folder, "limited.crl");
    await writeFile(path, sequence(signed, signingKey.algorithm, bitString(await signingKey.sign(signed))));
    const refused = await restored(from, { lists: [path], revokeAgain: true }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "list-unusable" });
    expect(String(refused)).toContain(why);
  });

  test("completes with a message if the restored data was changed", async () => {
    await world.issue("client1", 50);
    await makeCheckpoint(world.service, world.now);
    const from = join(folder, "backup");
    await runSql(world.database, "update certificates set revoked_at = 1, revocation_reason = 'superseded', revocation_number = 7");
    await backUp(world.data, from, { now: world.now });
    const database = await makeDatabase();
    if (database !== undefined) cleaning.defer(() => database.drop());
    const to = (name: string): string[] => [
      "restore",
      "--from",
      from,
      "--data",
      join(folder, name),
      ...(database === undefined ? [] : ["--database", database.url]),
    ];
    const { code, stdout } = await runHere(...to("restored"));
    const said =
      /^Some of the restored data was changed \(1 found; all of them: koshin audit .+\). The first: Certificate \w+\/\w+ is revoked in the table, but the audit trail has no entry/m;
    expect([code, stdout]).toEqual([1, expect.stringMatching(said)]);
    await using service = await openService(join(folder, "restored"));
    expect((await verifyTrail(service)).findings).toMatchObject([{ what: "revocation-without-entry" }]);
  });

  test("completes with a message if the master key is elsewhere and cannot be read", async () => {
    await world.issue("client1", 50);
    await makeCheckpoint(world.service, world.now);
    const from = join(folder, "backup");
    await backUp(world.data, from, { now: world.now });
    vi.stubEnv("KOSHIN_MASTER_KEY_FILE", join(folder, "none"));
    const { unverified, findings, auditEntries } = await restored(from, {});
    expect([unverified, findings, auditEntries]).toEqual([expect.stringContaining(`${join(folder, "none")} is missing`), [], 2]);
  });

  test("from before a rotation reads the lists of later authorities, and names what the backup lacks", async () => {
    const { revoked, later, from } = await revokedSince();
    const files = dataFolder(world.data);
    const rotation = { what: "root", ...byOperator(world.now) } as const;
    await rotateAuthority(world.service, files.authority, await readPassphrase(files.passphrase), rotation);
    await using rotated = await openService(world.data);
    await keepPresentLists(rotated, world.now);
    const { data, forgotten, lists, laterAuthorities } = await restored(from, { replacing: world.data, revokeAgain: true });
    expect([lists, laterAuthorities]).toEqual([2, [expect.stringMatching(/^issuing-2-[0-9a-f]{8}\.pem$/)]]);
    expect(forgotten.map(({ serial }) => serial).sort()).toEqual([revoked.serial, later.serial].sort());
    expect(serialsIn(await listOf(data))).toEqual([revoked.serial, later.serial].sort());
  });

  test("does not treat unreadable lists as missing", async () => {
    const { from } = await revokedSince();
    const former = await mkdtemp(join(folder, "former-"));
    await writeFile(dataFolder(former).published, "");
    await expect(restored(from, { replacing: former })).rejects.toMatchObject({ code: "file-unreadable" });
  });

  test("never reuses the number of a published list, whatever the clock says", async () => {
    const { from } = await revokedSince();
    const { number } = await revocationList(world.service, world.service.authority, new Date(world.now.getTime() + 9_000_000));
    await keepPresentLists(world.service, new Date(world.now.getTime() + 9_000_000));
    const told = await restored(from, { replacing: world.data });
    expect((await listOf(told.data)).number).toBeGreaterThan(number);
  });

  test("says that it is unknown what was revoked if there is no list", async () => {
    const { from } = await revokedSince();
    expect(await restored(from, {})).toMatchObject({ lists: 0, forgotten: [], madeAt: world.now.toISOString() });
    if (world.database.startsWith("postgres")) return;
    const { code, stdout } = await runHere("restore", "--from", from, "--data", join(folder, "again"));
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining("Certificates revoked since then are valid again, and it is not known which"),
    ]);
  });

  test("is rejected if it is to revoke again without lists, and restores nothing", async () => {
    const { from } = await revokedSince();
    const empty = await mkdtemp(join(folder, "empty-"));
    for (const options of [{}, { replacing: empty }, { replacing: join(folder, "mistyped") }]) {
      await expect(restored(from, { ...options, revokeAgain: true })).rejects.toMatchObject({ code: "list-unusable" });
    }
    await expect(restored(from, { replacing: join(folder, "mistyped") })).rejects.toMatchObject({ code: "list-unusable" });
  });

  test("accepts a list's file, but none signed by another service", async () => {
    const { revoked, later, from } = await revokedSince();
    const file = join(folder, "last.crl");
    await writeFile(file, (await revocationList(world.service, world.service.authority, world.now)).der);
    const { forgotten } = await restored(from, { lists: [file] });
    expect(forgotten.map(({ serial }) => serial).sort()).toEqual([revoked.serial, later.serial].sort());
    await using other = await startService({ began: new Date() });
    await writeFile(file, (await revocationList(other.service, other.service.authority, other.now)).der);
    for (const content of [undefined, "none"]) {
      if (content !== undefined) await writeFile(file, content);
      const error = await restored(from, { lists: [file] }).then(
        () => undefined,
        (cause: unknown) => cause,
      );
      expect(error instanceof OperatorError ? error.code : error).toBe("list-unusable");
    }
  });

  test("accepts a list in PEM, as koshin authority export and OpenSSL write it, but not several in one file", async () => {
    const { revoked, later, from } = await revokedSince();
    const out = join(folder, "exported");
    expect(await runHere("authority", "export", "--data", world.data, "--out", out)).toMatchObject({ code: 0 });
    const list = join(out, revoked.issuer, "list.pem");
    const { forgotten } = await restored(from, { lists: [list] });
    expect(forgotten.map(({ serial }) => serial).sort()).toEqual([revoked.serial, later.serial].sort());
    await appendFile(list, await readFile(list));
    const refused = await restored(from, { lists: [list] }).catch((error: unknown) => error);
    expect(String(refused)).toContain("contains several revocation lists");
  });
});
