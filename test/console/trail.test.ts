import { afterAll, beforeAll, expect, test } from "vitest";
import { trailJa } from "../../src/console/texts/trail-ja.ts";
import { byOperator } from "../../src/server/commands/line/by-operator.ts";
import { issueOwn } from "../../src/server/issuance/administration/issue-own.ts";
import { makeCheckpoint } from "../../src/server/issuance/audit/audit-checkpoint.ts";
import { revealPassword } from "../../src/server/issuance/hand-out/hand-out.ts";
import { revokeCertificate } from "../../src/server/issuance/lifecycle/revoke.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import { dropAuditTriggers, runSql } from "../support/database.ts";
import { Office, press, reads, readsText, textOf } from "./office.ts";
import { shows, showsAddress } from "./reading.ts";

const computer = sharedComputer();
const tenant = "u00000014";
const { verification } = trailJa;
let office: Office;
beforeAll(async () => {
  office = await Office.open({ computer });
  const { world } = office;
  const by = { user: "kasahara", actor: `account:kasahara@${tenant}`, tenant, requireStill: async () => await Promise.resolve() };
  const order = { cn: "client28", another: false, remark: "", device: "", by, now: world.now };
  const issued = await issueOwn(world.service, order);
  await revealPassword(world.service, { ...issued, tenant }, { by, now: world.now });
  const lost = await world.issue("client3", 50);
  await revokeCertificate(world.service, lost, "key-compromise", byOperator(world.now));
});
afterAll(async () => await office[Symbol.asyncDispose]());

test("who revealed a password and when is answered two clicks after the login, and the certificate is a third one away", async () => {
  const { page } = await office.comeIn();
  await press(page, "操作履歴", "link");
  await reads(page, trailJa.heading);
  await press(page, trailJa.quickFilters.secrets, "link");
  await shows(page, ".trail tbody .act").toEqual(["kasaharaが証明書 client28のパスワードを管理サイトで表示しました"]);
  expect(await textOf(page, ".trail tbody time")).toMatch(/^\d{4}\/\d\d\/\d\d \d\d:\d\d$/);
  await press(page, "証明書 client28", "link");
  await shows(page, ".sheet").toEqual([expect.stringContaining("client28")]);
  await page.close();
});

test("entries are found by what is entered, which the address keeps", async () => {
  const { page } = await office.comeIn("#/trail");
  await reads(page, trailJa.heading);
  await page.locator("#trail-certificate").fill("client3");
  await press(page, trailJa.filters.submit);
  await showsAddress(page).toMatch(/#\/trail\?certificate=client3$/);
  const revoked = "サービスの運用者が証明書 client3を失効しました（端末や鍵の紛失・盗難・漏えい）";
  await shows(page, ".trail tbody .act").toEqual([revoked, expect.anything()]);
  await page.reload();
  await shows(page, ".trail tbody .act").toEqual([revoked, expect.anything()]);
  await press(page, trailJa.filters.clear);
  await shows(page, ".trail tbody tr:nth-child(3)").toHaveLength(1);
  await page.close();
});

test("the browser recomputes the chain, compares it with the last time, and says what the service vouches for", async () => {
  await makeCheckpoint(office.world.service, office.world.now);
  const { page, login } = await office.comeIn("#/trail");
  await reads(page, trailJa.heading);
  await press(page, verification.start);
  await page.locator(".verified").wait();
  const value = await textOf(page, ".verification .copyable");
  const [count = ""] = value.split(":");
  await readsText(page, verification.good(Number(count)));
  await readsText(page, "サービスの申告: ");

  await office.world.issue("client4", 50);
  await page.locator("#noted").fill(value);
  await press(page, verification.start);
  await readsText(page, verification.sameAsNoted);
  await readsText(page, "確かめた");
  await page.locator("#noted").fill(`${value.slice(0, -1)}${value.endsWith("0") ? "1" : "0"}`);
  await press(page, verification.start);
  await readsText(page, verification.otherThanNoted);
  await page.close();

  const { database } = office.world;
  await dropAuditTriggers(database);
  await runSql(database, `update audit set detail = '{"reason":"superseded"}' where action = 'revoked'`);
  const again = await office.visit("#/trail?action=revoked", { cookie: login.cookie, language: "ja" });
  await readsText(again, verification.bad);
  await again.close();
  const whole = await office.visit("#/trail?action=issued", { cookie: login.cookie, language: "ja" });
  await reads(whole, trailJa.heading);
  await press(whole, verification.start);
  await readsText(whole, "番の記録が、値と合いません");
  await whole.close();
});

test("only administrators have the tab", async () => {
  const { page } = await office.comeIn("#/", { role: "operator" });
  await reads(page, "TOP");
  await shows(page, ".tabs a").toContain("ログイン履歴");
  await shows(page, ".tabs a").not.toContain("操作履歴");
  await page.close();
});
