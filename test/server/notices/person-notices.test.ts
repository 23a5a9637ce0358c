import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AccountList } from "../../../src/protocol/console/accounts.ts";
import { FreshRecoveryCodes, OwnAccount } from "../../../src/protocol/console/own-account.ts";
import { consolePaths } from "../../../src/protocol/console/paths.ts";
import { forgetNotices } from "../../../src/server/notices/forget-notices.ts";
import { personNoticeText } from "../../../src/server/notices/person-notice.ts";
import { firstPause, maxAttempts, pauseAfter } from "../../../src/server/notices/retries.ts";
import { sendPersonNotices, type PersonNoticeAttempt } from "../../../src/server/notices/send-person-notices.ts";
import { checkService } from "../../../src/server/service/check-service.ts";
import { systemTenant } from "../../../src/server/store/accounts/system-operators.ts";
import { contentOf } from "../../support/console-answers.ts";
import { logIn, type FullLogin } from "../../support/full-login.ts";
import { runHere } from "../../support/program.ts";
import { receiveMail, textOfMail, type SmtpReceiver } from "../../support/smtp-receiver.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";

const own = "suzuki@example.jp";

let world: ThrowawayService;
let holder: Holder;
let receiver: SmtpReceiver;
let suzuki: FullLogin;
beforeEach(async () => {
  world = await startService();
  holder = await world.issue("client1", 1000);
  receiver = await receiveMail();
  suzuki = await logIn(world, holder, { user: "suzuki" });
  await suzuki.confirm();
});
afterEach(async () => {
  await receiver[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** Sends what is due. @returns the attempts */
async function sent(now = world.now, mailServer = true): Promise<PersonNoticeAttempt[]> {
  const mail = { host: "localhost", port: receiver.port, security: "none", from: "koshin@example.jp" } as const;
  const { service } = world;
  const attempts: PersonNoticeAttempt[] = [];
  const settings = { ...service.settings, notices: mailServer ? { mail } : {} };
  await sendPersonNotices({ ...service, settings }, now, (attempt) => attempts.push(attempt));
  return attempts;
}

/** Sends what is due. @returns all mails so far, each as its receiver and its text */
async function mails(): Promise<(readonly [to: string, text: string])[]> {
  await sent();
  return receiver.mails.map(({ to, message }) => [to, textOfMail(message)] as const);
}

async function setOwnMail(mail: string | null): Promise<void> {
  const { version } = contentOf(OwnAccount, await suzuki.ask({ path: consolePaths.ownAccount }));
  const headers = { "If-Match": `"${version}"` };
  const answer = await suzuki.ask({ method: "PUT", path: consolePaths.ownAccount, headers, body: { personName: "", mail } });
  expect(answer.status).toBe(200);
}

async function edit(by: FullLogin, name: string, facts: object): Promise<void> {
  const { accounts } = contentOf(AccountList, await by.ask({ path: consolePaths.accounts }));
  const { version, personName, role, mail } = accounts.find((each) => each.name === name) ?? {};
  const path = `${consolePaths.accounts}/${name}`;
  const body = { personName, role, mail, ...facts };
  expect((await by.ask({ method: "PUT", path, headers: { "If-Match": `"${version}"` }, body })).status).toBe(204);
}

describe("a person is told by mail", () => {
  test("at both addresses, that the address is another one", async () => {
    await setOwnMail(own);
    expect((await mails()).map(([to]) => to)).toEqual([own]);
    await setOwnMail("other@example.jp");
    const later = (await mails()).slice(1);
    expect(later.map(([to]) => to).sort()).toEqual(["other@example.jp", own]);
    for (const [, text] of later) {
      expect(text).toContain("メールアドレスが変更されました");
      expect(text).toContain("Its mail address was changed.");
      expect(text).toContain("ご本人のアカウント");
      expect(text).toContain("your own account");
    }
    // The last address is told that it is none any more.
    await setOwnMail(null);
    expect((await mails()).slice(3).map(([to]) => to)).toEqual(["other@example.jp"]);
  });

  test("of another password and of recovery codes, made and used, without any secret", async () => {
    await setOwnMail(own);
    await mails();
    const body = { present: suzuki.password, chosen: "several words of mine" };
    expect((await suzuki.ask({ method: "PUT", path: consolePaths.ownPassword, body })).status).toBe(204);
    const made = await suzuki.ask({ method: "POST", path: consolePaths.ownRecoveryCodes });
    const [code = ""] = contentOf(FreshRecoveryCodes, made).recoveryCodes;
    expect((await suzuki.ask({ method: "POST", path: consolePaths.secondFactor, body: { code } })).status).toBe(200);
    const texts = (await mails()).slice(1).map(([, text]) => text);
    expect(texts).toHaveLength(3);
    const all = texts.join("\n");
    for (const words of ["パスワードが変更されました", "回復コードが作り直されました", "回復コードが1つ使われました"])
      expect(all).toContain(words);
    for (const secret of [code, suzuki.password, "several words"]) expect(all).not.toContain(secret);
  });

  test("of another role, by whom, and of a reset", async () => {
    await setOwnMail(own);
    await mails();
    const other = await logIn(world, holder, { user: "kasahara" });
    await other.confirm();
    await edit(other, "suzuki", { role: "viewer" });
    await edit(other, "suzuki", { personName: "鈴木" });
    const path = `${consolePaths.accounts}/suzuki/state`;
    expect((await other.ask({ method: "POST", path, body: { change: "reset" } })).status).toBe(200);
    const texts = (await mails()).slice(1).map(([, text]) => text);
    expect(texts).toHaveLength(2);
    // They are sent at the same time.
    const [ofReset, ofRole] = texts.toSorted((one, other) => Number(one.includes("viewer")) - Number(other.includes("viewer")));
    expect(ofRole).toContain("権限が「閲覧者」に変更されました");
    expect(ofRole).toContain("Its role was changed to viewer.");
    expect(ofRole).toContain("操作した人: kasahara");
    // The tenant's clocks count.
    expect(ofRole).toMatch(/When: \d{4}-\d\d-\d\d \d\d:\d\d \(Asia\/Tokyo\)\n/);
    expect(ofReset).toContain("アカウントが初期化され");
  });

  test("of a new authenticator app", async () => {
    await setOwnMail(own);
    await mails();
    await suzuki.ask({ method: "POST", path: consolePaths.enrolment });
    // Only its first code puts it into use.
    expect(await sent()).toEqual([]);
  });
});

test("a system operator is told of an account above the tenants", () => {
  const row = { id: "", tenant: systemTenant, account: "saito", kind: "passkey-added", about: "", actor: "operator:saito" };
  const due = { address: own, happenedAt: 0, state: "waiting", attempts: 0, nextAt: 0, failure: null } as const;
  const { subject, body } = personNoticeText({ ...row, ...due }, "UTC");
  expect(`${subject}\n${body}`).not.toContain(systemTenant);
  for (const words of ["システム運用サイトのアカウント", "the system operators' site", "your own account"])
    expect(body).toContain(words);
});

test("a mail that certainly did not arrive is tried again, and forgotten with its address when its time has come", async () => {
  await setOwnMail(own);
  receiver.answer = "451 later";
  expect(await sent()).toMatchObject([
    { account: "suzuki", kind: "mail-changed", host: "example.jp", outcome: "refused", failure: "SMTP 451", again: true },
  ]);
  expect(await sent()).toEqual([]);
  receiver.answer = "250 kept";
  const later = new Date(world.now.getTime() + firstPause);
  expect(await sent(later)).toMatchObject([{ outcome: "delivered", attempts: 2, again: false }]);
  expect(await sent(later)).toEqual([]);
  const { service } = world;
  await forgetNotices(service, new Date(later.getTime() + service.settings.noticeDays * 86_400_000));
  expect(await service.store.selectFrom("personNotices").selectAll().execute()).toHaveLength(1);
  await forgetNotices(service, new Date(later.getTime() + service.settings.noticeDays * 86_400_000 + 1));
  expect(await service.store.selectFrom("personNotices").selectAll().execute()).toEqual([]);
});

test("a mail that was given up is listed with its reason, and sent again on request", { timeout: 60_000 }, async () => {
  await setOwnMail(own);
  receiver.answer = "451 later";
  let at = world.now;
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    await sent(at);
    at = new Date(at.getTime() + pauseAfter(attempt));
  }
  const notes = async (now: Date): Promise<readonly string[]> =>
    (await checkService(world.data, now)).filter(({ note }) => note === true).map(({ sentence }) => sentence);
  expect(await notes(at)).toEqual([expect.stringMatching(/^1 notice was not delivered within the last seven days /)]);
  expect(await notes(new Date(at.getTime() + 8 * 86_400_000))).toEqual([]);
  const list = async (...args: string[]): Promise<string> =>
    (await runHere("list", "account-notices", "--data", world.data, "--json", ...args)).stdout;
  const listed = { tenant: "u00000014", account: "suzuki", kind: "mail-changed", to: own, attempts: 8, failure: "SMTP 451" };
  expect(JSON.parse(await list("--state", "refused"))).toMatchObject({ ...listed, state: "refused", nextTry: null });
  expect(await list("--state", "unknown")).toBe("");
  const resent = await runHere("resend-notices", "--data", world.data, "--json");
  expect(JSON.parse(resent.stdout)).toEqual({ notices: 1, changed: true });
  receiver.answer = "250 kept";
  expect(await sent(new Date(Date.now() + 1000))).toMatchObject([{ outcome: "delivered", attempts: 1 }]);
  expect(await list()).toBe("");
});

test("without an address or a mail server, nothing is sent, and nothing waits", async () => {
  await suzuki.ask({ method: "POST", path: consolePaths.ownRecoveryCodes });
  expect(await sent()).toEqual([]);
  await setOwnMail(own);
  expect(await sent(world.now, false)).toMatchObject([{ outcome: "dropped" }]);
  expect(await sent()).toEqual([]);
});
