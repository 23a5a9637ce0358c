import { readFile, rm } from "node:fs/promises";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jobJa } from "../../src/console/texts/job-ja.ts";
import { trailJa } from "../../src/console/texts/trail-ja.ts";
import { dayInMilliseconds } from "../../src/core/days.ts";
import { issueOwn } from "../../src/server/issuance/administration/issue-own.ts";
import { revealPassword } from "../../src/server/issuance/hand-out/hand-out.ts";
import { completeDownload } from "../e2e/complete-download.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import { askStatus, renewed } from "../support/enrolment.ts";
import type { FullLogin } from "../support/full-login.ts";
import { recordedPresentations } from "../support/recorded-presentations.ts";
import type { Holder } from "../support/throwaway-service.ts";
import { CountedPage } from "./counted-page.ts";
import { Office, reads, readsText } from "./office.ts";
import { shows, showsFact, textsOf } from "./reading.ts";

const tenant = "u00000014";
const { several } = jobJa;
const computer = sharedComputer();
let office: Office;
let login: FullLogin;
beforeAll(async () => {
  office = await Office.open({ computer });
  const { world } = office;
  // The tenth of a month: five days later it is the same one, in every time zone.
  const tenth = new Date(world.now.getTime() + 31 * dayInMilliseconds);
  tenth.setUTCDate(10);
  world.now = tenth;
  const { page, ...rest } = await office.comeIn();
  ({ login } = rest);
  await page.close();
  const by = { user: "kasahara", actor: `account:kasahara@${tenant}`, tenant, requireStill: async () => await Promise.resolve() };
  const order = { cn: "client28", another: false, remark: "", device: "", by, now: world.now };
  const issued = await issueOwn(world.service, order);
  await revealPassword(world.service, { ...issued, tenant }, { by, now: world.now });
});
afterAll(async () => await office[Symbol.asyncDispose]());

/** An administrator who has just logged in. */
async function comesIn(): Promise<CountedPage> {
  const page = await office.visit("#/", { cookie: login.cookie, language: "ja" });
  await reads(page, "TOP");
  return await CountedPage.begin(page);
}

/** A certificate that is used on a device, or that has a remark. */
async function onDevice(cn: string, daysLeft: number, device: string, remark = ""): Promise<Holder> {
  const holder = await office.world.issue(cn, daysLeft);
  const path = `/api/certificates/${holder.issuer}/${holder.serial}/notes`;
  await login.ask({ method: "PUT", path, headers: { "If-Match": '"0"' }, body: { remark, device } });
  return holder;
}

/** The next download with this ending. */
async function downloaded(ending: string): Promise<Buffer> {
  const path = await completeDownload(office.computer.downloads, ending);
  const content = await readFile(path);
  await rm(path);
  return content;
}

describe("from the login, an administrator", () => {
  test("sees who expires this month", async () => {
    const { notAfter } = await office.world.issue("client1", 5);
    const person = await comesIn();
    await person.clicks("更新状況", "link");
    await readsText(person.page, "月ごとの有効期限");
    await (await person.page.waitForSelector(".figures:has(a)"))?.scrollIntoView();
    const month = `${notAfter.getUTCFullYear()}年${notAfter.getUTCMonth() + 1}月`;
    await person.clicks(`${month} 1件`, "link");
    await shows(person.page, "[data-row]").toEqual([`CN=client1,O=${tenant}`]);
    await person.took(2);
  });

  test("sees whose renewal is stuck, and why", async () => {
    await office.world.issue("client2", -3);
    const person = await comesIn();
    await person.clicks("更新状況", "link");
    await shows(person.page, ".board.stuck tbody tr").toEqual(
      expect.arrayContaining([expect.stringMatching(/^client2 期限切れ 有効期限が切れ、代わりの証明書がありません。/)]),
    );
    await person.took(1);
  });

  test("sees everything of one device", async () => {
    const { world } = office;
    const old = await onDevice("client3", 50, "受付3のパソコン");
    const connection = { port: world.port, root: world.root };
    const replacement = await renewed({ ...connection, identity: old }, { cn: old.cn, o: old.tenant });
    await askStatus({ ...connection, identity: replacement });
    await recordedPresentations(world, replacement, 1);
    const person = await comesIn();
    await person.searches("受付3のパソコン");
    // The only certificate in use there is opened at once; its predecessor, its renewal and its computers are on its page.
    await showsFact(person.page, "シリアル番号").toBe(replacement.serial);
    await showsFact(person.page, "端末").toBe("受付3のパソコン");
    await showsFact(person.page, "前の証明書").toBe(old.serial);
    await readsText(person.page, "127.0.0.1");
    await person.took(0);
  });

  test("renews one on behalf", async () => {
    const { serial } = await office.world.issue("client4", 50);
    const person = await comesIn();
    await person.searches("client4");
    await person.clicks("証明書更新");
    await person.clicks("OK");
    await showsFact(person.page, "前の証明書").toBe(serial);
    await person.took(2);
  });

  test("has the new file for a terminal whose certificate has expired", async () => {
    await onDevice("client5", -10, "診察室2の端末");
    const person = await comesIn();
    await person.searches("診察室2");
    await person.clicks("証明書更新");
    await person.clicks("OK");
    await person.clicks("ダウンロード(zip形式)");
    await person.confirms(login.nextCode());
    const names = Object.keys(unzipSync(await downloaded(".zip")));
    expect(names).toEqual(expect.arrayContaining([expect.stringMatching(/client5\.p12$/)]));
    await person.took(3);
  });

  test("revokes what was on a lost laptop", async () => {
    await onDevice("client6", 500, "院長のノートPC");
    const person = await comesIn();
    await person.searches("院長のノート");
    await person.clicks("失効");
    await person.clicks("端末や鍵の紛失・盗難・漏えい", "radio");
    await person.clicks("失効する");
    await showsFact(person.page, "状態").toBe("失効");
    await showsFact(person.page, "失効の理由").toBe("端末や鍵の紛失・盗難・漏えい");
    await person.took(3);
  });

  test("has a code for somebody who is locked out", async () => {
    const { world } = office;
    await world.issue("client7", -20);
    // Later than a code that was given before counts.
    world.now = new Date(world.now.getTime() + 10 * 60_000);
    const person = await comesIn();
    await person.searches("client7");
    await person.clicks("再発行コードを発行");
    await person.clicks("OK");
    await person.confirms(login.nextCode());
    const [code] = await textsOf(person.page, ".handed-over .secret");
    expect(code).toMatch(/^[\w-]{8,}$/);
    await person.took(2);
  });

  test("has all certificates as CSV", async () => {
    const { world } = office;
    const valid = (await world.issue("client8", 800)).cn;
    const person = await comesIn();
    await person.clicks("証明書管理", "link");
    await person.page.locator(".menu > summary ::-p-text(書き出し)").click();
    await person.clicks("表 (CSV)");
    const lines = strFromU8(await downloaded(".csv")).split("\r\n");
    for (const cn of [valid, office.certificate.cn])
      expect(
        lines.some((line) => line.startsWith(`${cn},`)),
        cn,
      ).toBe(true);
    await person.took(3);
  });

  test("has all of one remark renewed tonight", async () => {
    const remarked = [await onDevice("client9", 400, "", "2階"), await onDevice("client10", 410, "", "2階")];
    await onDevice("client11", 420, "", "2階の倉庫");
    const person = await comesIn();
    await person.searches("2階");
    await person.clicks("2階", "link");
    await person.clicks(several.orderFound(2));
    await shows(person.page, "dialog select[name=order-when] option:checked").toEqual([expect.stringContaining("今夜")]);
    await person.clicks(several.confirm.order(2));
    await readsText(person.page, jobJa.counts({ done: 2, refused: 0, skipped: 0 }));
    await shows(person.page, ".job-rows tbody a").toEqual(remarked.map(({ cn }) => cn));
    await person.took(3);
  });

  test("sees who revealed a password, and when", async () => {
    const person = await comesIn();
    await person.clicks("操作履歴", "link");
    await person.clicks(trailJa.quickFilters.secrets, "link");
    const revealed = "kasaharaが証明書 client28のパスワードを管理サイトで表示しました";
    await shows(person.page, ".trail tbody .act").toEqual(expect.arrayContaining([revealed]));
    await shows(person.page, `.trail tbody tr:has(.act) time`).toEqual(
      expect.arrayContaining([expect.stringMatching(/^\d{4}\/\d\d\/\d\d \d\d:\d\d$/)]),
    );
    await person.took(2);
  });
});
