import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operatorEn } from "../../src/console/operators/texts/en.ts";
import { operatorJa } from "../../src/console/operators/texts/ja.ts";
import { rulesTexts } from "../../src/console/rules/rules-texts-for.ts";
import { loadTexts } from "../../src/console/texts/texts-for.ts";
import { addSystemOperator } from "../../src/server/accounts/add-system-operator.ts";
import { announce } from "../../src/server/issuance/administration/announce.ts";
import { createTenant, requireTenant } from "../../src/server/issuance/tenants.ts";
import { writeNotes } from "../../src/server/store/certificates/certificate-notes.ts";
import { transact } from "../../src/server/store/transact.ts";
import type { Language } from "../../src/ui/language.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import { lookAt } from "../look/look-at.ts";
import { pageModes } from "../look/modes.ts";
import { administratorOf } from "../support/administrator.ts";
import { withOperators } from "../support/system-operator.ts";
import type { Holder } from "../support/throwaway-service.ts";
import { authenticatorApp, Office, press, reads, readsText, textOf } from "./office.ts";

const computer = sharedComputer();
let office: Office;
let found: Holder;
beforeAll(async () => {
  office = await Office.open({ computer, settings: withOperators });
  const { world } = office;
  const act = { actor: "operator", now: world.now };
  for (const name of ["u00000021", "u00000035"]) await createTenant(world.service, { name, product: "orcamo", ...act });
  await administratorOf(world, { account: "tanaka", tenant: "u00000021" });
  found = await world.issue("client4711", 20, { tenant: "u00000021" });
  const { store } = world.service;
  const { number } = await store
    .selectFrom("certificates")
    .select("number")
    .where("serial", "=", found.serial)
    .executeTakeFirstOrThrow();
  const notes = { certificate: number, tenant: "u00000021", remark: "受付2番", device: "PC-Reception", version: 1 };
  await transact(store, async (transaction) => await writeNotes(transaction, { ...notes, editedBy: "tanaka", editedAt: 0 }));
  await announce(
    world.service,
    { tenant: null, title: "計画停止 / Maintenance", text: "日曜 2:00 から 3:00 まで。\nSunday." },
    act,
  );
});
afterAll(async () => await office[Symbol.asyncDispose]());

const site = (): string => `https://operate.localhost:${office.world.port}`;

async function goTo(page: Page, fragment: string): Promise<void> {
  await page.evaluate((hash) => void (location.hash = hash), fragment);
}

async function look(page: Page, screen: string, language: Language): Promise<void> {
  await page.waitForNetworkIdle();
  expect(await lookAt(page, `console-operators-${screen}-${language}`, pageModes)).toEqual([]);
}

/** Somebody comes in by an invitation, and sets up the authenticator app. */
async function comeIn(name: string, language: Language): Promise<{ readonly page: Page; readonly nextCode: () => string }> {
  const { world, certificate } = office;
  const texts = await loadTexts(language);
  const order = { name, certificate: { cn: certificate.cn, o: certificate.tenant }, personName: "", mail: null };
  const { token } = await addSystemOperator(world.service.store, order, { actor: "operator", now: world.now });
  const page = await office.visit(`#/invitation/${token}`, { language, site: site() });
  await reads(page, texts.invitation.heading);
  for (const field of ["#new-password", "#repeated-password"]) await page.locator(field).fill("kaoru no akikaze");
  await press(page, texts.invitation.submit);
  const nextCode = authenticatorApp(world, (await textOf(page, "code.copyable")).replaceAll(" ", ""));
  await page.locator("#second-factor").fill(nextCode());
  await press(page, texts.enrolment.submit);
  await reads(page, texts.recoveryCodes.heading);
  await page.locator("input[type=checkbox]").click();
  await press(page, texts.recoveryCodes.submit);
  return { page, nextCode };
}

test("a system operator closes a tenant, once its name is typed and the second factor given, and opens it again", async () => {
  const { page, nextCode } = await comeIn("sato", "en");
  const { tenants, tenant } = operatorEn;
  const rules = rulesTexts("en");
  const texts = await loadTexts("en");
  await reads(page, tenants.heading);
  await page.locator("#tenant-search").fill("0035");
  await press(page, tenants.submit);
  await readsText(page, tenants.total(1));
  await press(page, "u00000035", "link");
  await press(page, tenant.close);
  await readsText(page, tenant.consequences({ certificates: 0, people: 0 })[0] ?? "");
  await page.locator("#typed-tenant").fill("u00000014");
  await page.locator("dialog .primary").click();
  await readsText(page, tenant.typeWrong);
  await page.locator("#typed-tenant").fill("u00000035");
  await page.locator("dialog .primary").click();
  await reads(page, texts.secondFactor.confirm);
  await page.locator("#second-factor").fill(nextCode());
  await press(page, texts.secondFactor.submit);
  await readsText(page, tenant.doneClosed("u00000035"));
  const { store } = office.world.service;
  expect((await requireTenant(store, "u00000035")).closedAt).not.toBeNull();
  // Once more is for five minutes: the rules are changed without it.
  await press(page, rules.editHeading);
  await page.locator("select[name=product]").wait();
  await page.select("select[name=product]", "weborca");
  await press(page, rules.review);
  await readsText(page, rules.change("orcamo", "weborca"));
  await press(page, rules.submit);
  await readsText(page, rules.editedBy("operator:sato", ""));
  expect(await requireTenant(store, "u00000035")).toMatchObject({ product: "weborca", rulesEditedBy: "operator:sato" });
  await press(page, tenant.open);
  await page.locator("dialog .primary").click();
  await readsText(page, tenant.doneOpened("u00000035"));
  expect((await requireTenant(store, "u00000035")).closedAt).toBeNull();
  await page.close();
});

describe.for(["ja", "en"] as const)("in %s, without faults in any mode, are", { timeout: 900_000 }, (language) => {
  const words = { ja: operatorJa, en: operatorEn }[language];

  test("the screens of the system operators' site", async () => {
    const way = await office.visit("", { language, site: site() });
    await way.locator("#login-user").wait();
    await look(way, "login", language);
    await way.close();
    const { page } = await comeIn(`ito-${language}`, language);
    await page.locator(".tenants tbody tr").wait();
    await look(page, "tenants", language);
    await goTo(page, "#/tenant?name=u00000021");
    await press(page, words.tenant.close);
    await page.locator("#typed-tenant").wait();
    await look(page, "close", language);
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { hidden: true });
    await look(page, "tenant", language);
    const rules = rulesTexts(language);
    await press(page, rules.editHeading);
    await page.locator("#promptDays, [name=promptDays]").wait();
    await look(page, "rules", language);
    await press(page, rules.days.retireAfterDays.own, "radio");
    await page.locator("#retireAfterDays").fill("1");
    await press(page, rules.review);
    await readsText(page, rules.effects.none);
    await look(page, "rules-review", language);
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { hidden: true });
    await goTo(page, "#/search?text=client47");
    await page.locator(".found tbody tr").wait();
    await look(page, "search", language);
    await goTo(page, `#/certificates/${found.issuer}/${found.serial}`);
    await readsText(page, found.serial);
    await look(page, "sheet", language);
    await goTo(page, "#/announcements");
    await page.locator(".announcement").wait();
    await look(page, "announcements", language);
    await press(page, words.announcements.add);
    await page.locator("#announce-title").wait();
    await look(page, "announce", language);
    await page.keyboard.press("Escape");
    await goTo(page, "#/trail");
    await page.locator(".whole-trail tbody tr").wait();
    await look(page, "trail", language);
    await goTo(page, "#/operators");
    await page.locator(".logins tbody tr").wait();
    await readsText(page, words.operators.validity);
    await look(page, "operators", language);
    await press(page, words.operators.editBeginning("orcamo"));
    await press(page, rules.days.retireAfterDays.own, "radio");
    await page.locator("#retireAfterDays").fill("30");
    await press(page, rules.review);
    await readsText(page, words.operators.beginningEffect);
    await look(page, "defaults", language);
    await page.keyboard.press("Escape");
    await page.close();
  });
});
