import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { managingTexts } from "../../src/console/accounts/managing-texts.ts";
import { orderTexts } from "../../src/console/certificates/orders/order-texts-for.ts";
import { recoveryCodeTexts } from "../../src/console/certificates/recovery-code/recovery-code-texts.ts";
import { holderRulesTexts } from "../../src/console/overview/holder-rules-texts.ts";
import { renewalOrderTexts } from "../../src/console/parts/renewal-order/renewal-order-texts.ts";
import { noticeTexts } from "../../src/console/rules/notice-texts.ts";
import { rulesTexts } from "../../src/console/rules/rules-texts-for.ts";
import { jobEn } from "../../src/console/texts/job-en.ts";
import { jobJa } from "../../src/console/texts/job-ja.ts";
import { ownSecurityTexts } from "../../src/console/texts/own-security-for.ts";
import { loadTexts } from "../../src/console/texts/texts-for.ts";
import { createAccount } from "../../src/server/accounts/accounts.ts";
import { openSession } from "../../src/server/accounts/sessions/sessions.ts";
import { insertPasskey } from "../../src/server/store/accounts/passkey-rows.ts";
import { transact } from "../../src/server/store/transact.ts";
import type { Language } from "../../src/ui/language.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import { focusRings } from "../look/focus-rings.ts";
import { lookAt } from "../look/look-at.ts";
import { pageModes, setMode } from "../look/modes.ts";
import { askStatus, renewed } from "../support/enrolment.ts";
import { logIn } from "../support/full-login.ts";
import type { Holder } from "../support/throwaway-service.ts";
import { authenticatorApp, Office, press, reads, readsText, textOf, tick } from "./office.ts";
import { mask } from "./reading.ts";

const computer = sharedComputer();
let office: Office;
let ended: Holder;
beforeAll(async () => {
  office = await Office.open({ computer });
  await office.world.issue("api170", 20);
  await office.world.issue("db17", 80);
  for (let number = 1; number <= 22; number += 1) await office.world.issue(`client${number}`, 200 + number);
  ended = await office.world.issue("client30", -5);
  const { world } = office;
  const old = await world.issue("client31", 50);
  const connection = { port: world.port, root: world.root };
  const replacement = await renewed({ ...connection, identity: old }, { cn: old.cn, o: old.tenant });
  await askStatus({ ...connection, identity: replacement });
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

async function look(page: Page, screen: string, language: Language): Promise<void> {
  await page.waitForNetworkIdle();
  expect(await lookAt(page, `console-${screen}-${language}`, pageModes)).toEqual([]);
}

/** Gives an account passkeys with names, of which the first was used. */
async function addPasskeys(account: string, names: readonly string[]): Promise<void> {
  const { service, now } = office.world;
  await transact(service.store, async (transaction) => {
    for (const [place, name] of names.entries()) {
      const facts = { tenant: "u00000014", account, userHandle: "", publicKey: new Uint8Array(), counter: 0, transports: "[]" };
      const [addedAt, lastUsedAt] = [now.getTime() + place, place === 0 ? now.getTime() : null];
      await insertPasskey(transaction, { id: `${account}-${place}`, ...facts, name, addedAt, lastUsedAt });
    }
  });
}

/** Follows an address in the same page, as a link does. */
async function goTo(page: Page, fragment: string): Promise<void> {
  await page.evaluate((hash) => void (location.hash = hash), fragment);
}

describe.for(["ja", "en"] as const)("in %s, without faults in any mode, is", async (language) => {
  const texts = await loadTexts(language);
  const codes = recoveryCodeTexts(language);
  const orders = renewalOrderTexts(language);

  test("the way in", async () => {
    const { store } = office.world.service;
    const [name, password] = [`newcomer-${language}`, "kaoru no akikaze"];
    await createAccount(store, { name, tenant: "u00000014", password, role: "viewer", actor: "operator", now: office.world.now });
    const page = await office.visit("", { language });
    await reads(page, texts.login.heading);
    await look(page, "login", language);
    await page.locator("#login-user").fill(name);
    await page.locator("#login-password").fill("wrong");
    await press(page, texts.login.submit);
    await readsText(page, texts.errors["login-wrong"]);
    await look(page, "login-wrong", language);
    await page.locator("#login-password").fill(password);
    await press(page, texts.login.submit);
    await reads(page, texts.enrolment.heading);
    const nextCode = authenticatorApp(office.world, (await textOf(page, "code.copyable")).replaceAll(" ", ""));
    // No screenshot contains a secret.
    await mask(page, "code.copyable", "XXXX XXXX XXXX XXXX XXXX XXXX XXXX XXXX");
    await (await page.waitForSelector(".qr path"))?.evaluate((squares) => squares.setAttribute("d", "M8 8h33v33H8z"));
    await look(page, "enrolment", language);
    await page.locator("#second-factor").fill(nextCode());
    await press(page, texts.enrolment.submit);
    await reads(page, texts.recoveryCodes.heading);
    await mask(page, ".codes code", "xxxx-xxxx-xxxx-xxxx");
    await look(page, "recovery-codes", language);
    await page.close();

    const again = await office.visit("", { language });
    await again.locator("#login-user").fill(name);
    await again.locator("#login-password").fill(password);
    await press(again, texts.login.submit);
    await reads(again, texts.secondFactor.heading);
    await look(again, "second-factor", language);
    await addPasskeys(name, ["YubiKey 5"]);
    await again.reload();
    await readsText(again, texts.secondFactor.passkeyLead);
    await look(again, "second-factor-passkey", language);
    await goTo(again, `#/invitation/${"a".repeat(43)}`);
    await reads(again, texts.invitation.heading);
    await look(again, "invitation", language);
    await again.close();
  });

  test("each tab", async () => {
    const { page, login } = await office.comeIn("#/", { language });
    await reads(page, texts.tabs.top);
    await look(page, "top", language);
    await page.locator("summary").click();
    await look(page, "account", language);
    await goTo(page, "#/tenant");
    await reads(page, texts.tabs.tenant);
    await page.locator(`[aria-label="${holderRulesTexts(language).editHeading}"]`).wait();
    const [rules, notices] = [rulesTexts(language), noticeTexts(language)];
    await page.locator(`[aria-label="${rules.editHeading}"]`).wait();
    await readsText(page, notices.none);
    await page.locator("#notice-mail").fill("office@clinic.example");
    await press(page, notices.add);
    await readsText(page, notices.added("office@clinic.example"));
    await look(page, "tenant", language);
    await press(page, notices.removeOf("office@clinic.example"));
    await look(page, "remove-address", language);
    await press(page, notices.remove);
    await readsText(page, notices.none);
    await press(page, rules.editHeading);
    await press(page, rules.days.retireAfterDays.own, "radio");
    await press(page, rules.days.promptDays.own, "radio");
    await page.locator("#promptDays").fill("9");
    await press(page, rules.review);
    await readsText(page, rules.wrongDays(1, null));
    await look(page, "rules", language);
    await page.locator("#retireAfterDays").fill("1");
    await page.locator("select[name=renewal-keys]").fill("on-device");
    await press(page, rules.review);
    await readsText(page, rules.submit);
    await look(page, "rules-review", language);
    await page.keyboard.press("Escape");
    await press(page, holderRulesTexts(language).editHeading);
    await look(page, "holder-rules", language);
    await page.keyboard.press("Escape");
    await goTo(page, "#/certificates?ended=shown");
    await page.locator("[data-row]").wait();
    await look(page, "list", language);
    await press(page, texts.explanationOf(texts.list.columns.state));
    await page.waitForSelector(":popover-open");
    await look(page, "help", language);
    await page.keyboard.press("Escape");
    await goTo(page, "#/certificates?ended=shown&columns=state+stage+kind+not-after+requested-at+device+remark+serial");
    await page.locator(".certificates thead input").click();
    await page.locator(".bulk > .actions .link").click();
    await page.locator(".bulk [role=group] button").wait();
    await look(page, "list-all-columns", language);
    for (const [menu, screen] of ["columns", "views", "export"].entries()) {
      await page.locator(`.tools .menu:nth-of-type(${menu + 1}) summary`).click();
      await page.locator(".menu[open] .panel > *").wait();
      await look(page, `list-${screen}`, language);
      await page.keyboard.press("Escape");
    }
    await press(page, texts.list.unselect);
    await goTo(page, "#/certificates?search=nobody");
    await reads(page, texts.list.noMatch);
    await look(page, "list-empty", language);
    await goTo(page, "#/accounts");
    await page.locator(".accounts tbody tr").wait();
    await look(page, "accounts", language);
    await press(page, texts.accounts.invite);
    await look(page, "invite", language);
    await page.keyboard.press("Escape");
    const managing = managingTexts(language);
    const other = await logIn(office.world, office.certificate, { user: `other-${language}`, role: "operator" });
    await page.reload();
    await press(page, texts.accounts.named(managing.edit, other.user));
    await page.locator("#edit-mail").fill("other");
    await press(page, managing.save);
    await readsText(page, texts.invite.mailWrong);
    await look(page, "edit-account", language);
    await page.keyboard.press("Escape");
    await press(page, texts.accounts.named(managing.sessions, other.user));
    await page.locator("dialog .entries li").wait();
    await look(page, "account-sessions", language);
    await page.keyboard.press("Escape");
    await goTo(page, "#/logins");
    await page.locator(".logins tbody tr").wait();
    await look(page, "logins", language);
    await goTo(page, "#/trail");
    await page.locator(".trail tbody tr").wait();
    await page.locator(".verification button").click();
    await page.locator(".verified").wait();
    await look(page, "trail", language);
    await goTo(page, "#/own-account");
    await readsText(page, texts.ownAccount.passkeys.none);
    await look(page, "own-account-empty", language);
    await press(page, texts.ownAccount.passkeys.add);
    await look(page, "passkey", language);
    await page.keyboard.press("Escape");
    await addPasskeys(login.user, [language === "ja" ? "受付のパソコン" : "Reception's computer", "YubiKey 5"]);
    const security = ownSecurityTexts(language);
    const session = { tenant: "u00000014", account: login.user, cn: "client900", site: "console", step: "open" } as const;
    const place = { host: "ctrl.localhost", address: "192.0.2.7" };
    const { service, now } = office.world;
    await transact(service.store, async (transaction) => await openSession(transaction, session, now, place));
    await page.reload();
    await page.locator(".entries li").wait();
    await readsText(page, security.codes.left(10));
    await readsText(page, security.sessions.endOthers);
    await look(page, "own-account", language);
    await press(page, security.app.replace);
    await reads(page, texts.secondFactor.confirm);
    await page.locator("#second-factor").fill(login.nextCode());
    await press(page, texts.secondFactor.submit);
    await mask(page, "code.copyable", "XXXX XXXX XXXX XXXX XXXX XXXX XXXX XXXX");
    await (await page.waitForSelector(".qr path"))?.evaluate((squares) => squares.setAttribute("d", "M8 8h33v33H8z"));
    await look(page, "own-app", language);
    await page.keyboard.press("Escape");
    // What comes later asks for the second factor anew.
    office.world.now = new Date(office.world.now.getTime() + 6 * 60_000);
    const words = { ja: jobJa, en: jobEn }[language];
    await goTo(page, "#/certificates?ended=shown");
    await page.locator(".certificates thead input").click();
    await press(page, words.several.buttons.renew);
    await page.locator(".consequences").wait();
    await look(page, "several-renew", language);
    await page.keyboard.press("Escape");
    await press(page, words.several.buttons.order);
    await page.locator(".consequences").wait();
    await readsText(page, "Asia/Tokyo");
    await look(page, "several-order", language);
    await page.keyboard.press("Escape");
    await press(page, words.several.buttons.code);
    await page.locator(".consequences").wait();
    await page.locator("dialog .actions .primary").click();
    await page.locator("#second-factor").fill(login.nextCode());
    await press(page, texts.secondFactor.submit);
    await mask(page, ".code-list .secret", "abcd-efgh-jkmn-pqrs");
    await look(page, "several-codes", language);
    await press(page, texts.close);
    await press(page, words.several.buttons.annotate);
    await tick(page, "dialog .check input");
    await look(page, "several-fields", language);
    await page.keyboard.press("Escape");
    await press(page, words.several.buttons.revoke);
    await press(page, words.several.next);
    await page.locator(".consequences").wait();
    await look(page, "several-revoke", language);
    await press(page, words.several.change);
    await page.keyboard.press("Escape");
    await press(page, words.several.buttons.renew);
    await page.locator("dialog .actions .primary").click();
    await page.waitForFunction((finished) => document.body.innerText.includes(finished), {}, words.states.finished);
    await page.locator(".job-rows tbody tr").wait();
    await look(page, "job", language);
    await goTo(page, "#/jobs");
    await page.locator(".jobs tbody tr").wait();
    await look(page, "jobs", language);
    await goTo(page, "#/nowhere");
    await reads(page, texts.unknownPage.heading);
    await look(page, "unknown", language);
    await page.close();
  });

  test("orders from a file", async () => {
    const words = orderTexts(language);
    const { page } = await office.comeIn("#/orders", { language });
    await reads(page, words.heading);
    await page.locator(".order-columns summary").click();
    await look(page, "orders", language);
    const lines = [
      "CN,端末,備考,メールアドレス,種別",
      `client8${language === "ja" ? 1 : 2}1,検査室のパソコン,2階の受付。来年の3月まで,uketsuke@example.jp,client`,
      "client1,院長のタブレット,,,",
      "client8201,診察室のパソコン,,tanaka,API接続用の証明書",
      "client8202,診察室のパソコン,,,",
      "田中さん,,,,",
      ",薬局のパソコン,,,,余分なセル",
      "client8202,診察室のパソコン,,,",
      `db${language === "ja" ? 1 : 2}21,,,,`,
      "client2,,,,",
    ];
    await page.locator("#order-rows").fill(lines.join("\n"));
    await press(page, words.check);
    await reads(page, words.preview.heading(words.pasted));
    await look(page, "orders-checked", language);
    await press(page, words.preview.allOthers(2), "checkbox");
    await press(page, words.preview.leaveOut(4), "checkbox");
    await press(page, words.issue(5));
    await reads(page, words.question(5));
    await look(page, "orders-question", language);
    await page.keyboard.press("Escape");
    await page.locator("#order-rows").fill("名前;部署\nclient1;外来\n");
    await press(page, words.check);
    await readsText(page, words.preview.unreadable);
    await look(page, "orders-unreadable", language);
    await page.close();
  });

  test("the tokens of programs", async () => {
    const { page, login } = await office.comeIn("#/tokens", { language });
    await reads(page, texts.tokens.heading);
    await readsText(page, texts.tokens.lead);
    await look(page, "tokens-before", language);
    await press(page, texts.tokens.make);
    await press(page, texts.makeToken.submit);
    await readsText(page, texts.makeToken.nameWrong);
    await look(page, "make-token", language);
    await page.locator("#token-name").fill(language === "ja" ? "夜間の一覧取得" : "nightly list");
    await tick(page, "dialog input[type=checkbox]:not(:checked)");
    await press(page, texts.makeToken.submit);
    await reads(page, texts.secondFactor.confirm);
    await page.locator("#second-factor").fill(login.nextCode());
    await press(page, texts.secondFactor.submit);
    await reads(page, texts.makeToken.madeHeading);
    await mask(page, "dialog code", `koshin_${"x".repeat(72)}`);
    await look(page, "token-made", language);
    await press(page, texts.close);
    await page.locator(".tokens tbody tr").wait();
    await look(page, "tokens", language);
    await press(page, texts.accounts.named(texts.tokens.revoke, language === "ja" ? "夜間の一覧取得" : "nightly list"));
    await look(page, "revoke-token", language);
    await page.close();
  });

  test("the board", async () => {
    const { page } = await office.comeIn("#/board", { language });
    await page.waitForSelector(".board.stuck tbody tr");
    for (const part of [".figures:nth-of-type(2)", ".figures:nth-of-type(3)"]) {
      await (await page.waitForSelector(part))?.scrollIntoView();
      await page.waitForSelector(`${part} svg a`);
    }
    await page.click(".figure-table summary");
    await page.click(".steps summary");
    await page.waitForSelector(".renewals .screen[aria-busy=false]");
    await look(page, "board", language);
    await page.close();
  });

  test("a certificate, and what is done with it", async () => {
    const { page, login } = await office.comeIn("#/certificates", { language });
    await press(page, texts.list.issue);
    await reads(page, texts.issue.heading);
    await look(page, "issue", language);
    await page.locator("#cn").fill(`client9${language === "ja" ? 1 : 2}`);
    await page.locator("#device").fill(`受付${language === "ja" ? 1 : 2}のパソコン`);
    await press(page, texts.issue.submit);
    await reads(page, texts.detail.heading);
    await page.locator(".sheet").wait();
    await look(page, "certificate", language);
    await press(page, texts.detail.reveal);
    await reads(page, texts.secondFactor.confirm);
    await look(page, "confirm", language);
    await page.locator("#second-factor").fill(login.nextCode());
    await press(page, texts.secondFactor.submit);
    await mask(page, ".secret", "xxxx-xxxx-xxxx");
    await look(page, "password", language);
    await press(page, texts.notes.heading);
    await look(page, "notes", language);
    await page.keyboard.press("Escape");
    await press(page, texts.detail.otherDevice);
    await page.locator(".device-steps").wait();
    await look(page, "other-device", language);
    await page.keyboard.press("Escape");
    await press(page, texts.detail.revoke);
    await look(page, "revoke", language);
    await page.keyboard.press("Escape");
    await goTo(page, `#/certificates/${ended.issuer}/${ended.serial}`);
    await readsText(page, ended.serial);
    await press(page, texts.detail.renew);
    await look(page, "renew", language);
    await page.keyboard.press("Escape");
    await look(page, "expired", language);
    await press(page, codes.issue);
    await look(page, "recovery-code-question", language);
    await press(page, texts.ok);
    await mask(page, ".handed-over .secret", "xxxx-xxxx-xxxx-xxxx");
    await look(page, "recovery-code", language);
    await press(page, texts.close);
    const { issuer, serial } = await office.world.issue(language === "ja" ? "client93" : "client94", 700);
    await goTo(page, `#/certificates/${issuer}/${serial}`);
    await readsText(page, serial);
    await reads(page, orders.heading);
    await press(page, orders.order);
    await page.locator("[name=order-when]").fill("other");
    await look(page, "renewal-order-dialog", language);
    await press(page, orders.submit);
    await readsText(page, orders.done(1));
    await look(page, "renewal-order", language);
    await goTo(page, `#/certificates/${ended.issuer}/00`);
    await readsText(page, texts.errors["not-found"]);
    await look(page, "not-found", language);
    office.world.now = new Date(office.world.now.getTime() + 13 * 3_600_000);
    await press(page, texts.tabs.accounts, "link");
    await reads(page, texts.login.again);
    await look(page, "again", language);
    await page.close();
  });
});

test("every control shows a focus ring in every mode", async () => {
  const { page } = await office.comeIn("#/certificates?search=client1");
  await page.locator("[data-row]").wait();
  for (const mode of pageModes) {
    await setMode(page, mode);
    const rings = await focusRings(page);
    expect(rings.length, mode.name).toBeGreaterThanOrEqual(20);
    for (const { name, style, width, contrast } of rings) {
      expect({ name, style }, mode.name).toEqual({ name, style: "solid" });
      expect(width, `${mode.name}: ${name}`).toBeGreaterThanOrEqual(2);
      expect(contrast, `${mode.name}: ${name}`).toBeGreaterThanOrEqual(3);
    }
  }
  await page.close();
});
