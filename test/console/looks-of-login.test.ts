import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTexts } from "../../src/console/texts/texts-for.ts";
import { createAccount } from "../../src/server/accounts/accounts.ts";
import { inviteAccount } from "../../src/server/accounts/manage-accounts.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import { focusRings } from "../look/focus-rings.ts";
import { pageModes, setMode } from "../look/modes.ts";
import { addPasskeys, goTo, look, openFilledOffice } from "./filled-office.ts";
import { authenticatorApp, Office, press, reads, readsText, textOf, tick } from "./office.ts";
import { mask } from "./reading.ts";

const computer = sharedComputer();
let office: Office;
beforeAll(async () => {
  ({ office } = await openFilledOffice(computer));
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

describe.for(["ja", "en"] as const)("in %s, without faults in any mode, is", { timeout: 900_000 }, async (language) => {
  const texts = await loadTexts(language);

  test("the way in", async () => {
    const { store } = office.world.service;
    const [name, password] = [`newcomer-${language}`, "kaoru no akikaze"];
    const account = { tenant: "u00000014", role: "viewer" } as const;
    await createAccount(store, { ...account, name, password, actor: "operator", now: office.world.now });
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
    await addPasskeys(office, name, ["YubiKey 5"]);
    await again.reload();
    await readsText(again, texts.secondFactor.passkeyLead);
    await look(again, "second-factor-passkey", language);
    await goTo(again, `#/invitation/${"a".repeat(43)}`);
    await readsText(again, texts.errors["invitation-not-valid"]);
    await look(again, "invitation-not-valid", language);
    const invited = { ...account, name: `invited-${language}`, personName: "鈴木 一郎", mail: null };
    const invitation = await inviteAccount(store, invited, { actor: "operator", now: office.world.now });
    await goTo(again, `#/invitation/${invitation?.token ?? ""}`);
    await readsText(again, texts.invitation.lead);
    await press(again, texts.invitation.submit);
    await readsText(again, texts.invitation.tooShort);
    await look(again, "invitation", language);
    await again.close();
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
