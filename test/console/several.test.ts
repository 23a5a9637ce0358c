import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { errorJa } from "../../src/console/texts/error-ja.ts";
import { findingJa } from "../../src/console/texts/finding-ja.ts";
import { jobJa } from "../../src/console/texts/job-ja.ts";
import { Job } from "../../src/protocol/console/jobs.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import { contentOf } from "../support/console-answers.ts";
import type { Holder } from "../support/throwaway-service.ts";
import { Office, press, reads, readsText } from "./office.ts";
import { shows, showsAddress, showsFact, textsOf } from "./reading.ts";

const computer = sharedComputer();
const { several, stop, rows, acts } = jobJa;
let office: Office;
let holders: readonly Holder[];
beforeAll(async () => {
  office = await Office.open({ computer });
  const { world } = office;
  holders = [await world.issue("client11", 40), await world.issue("client12", 45), await world.issue("client13", 600)];
});
afterAll(async () => await office[Symbol.asyncDispose]());

type Page = Awaited<ReturnType<Office["comeIn"]>>["page"];

async function selectAll(page: Page): Promise<void> {
  await page.locator(".certificates thead input").click();
  await page.locator(".bulk [role=group] button").wait();
}

test("several are renewed in the background, once it was said how many can be, and a reload loses nothing", async () => {
  const { page } = await office.comeIn("#/certificates?search=client1");
  await shows(page, ".certificates tbody tr").toHaveLength(3);
  await selectAll(page);
  await press(page, several.buttons.renew);
  await readsText(page, several.will.renew(2));
  await shows(page, ".consequences").toEqual([expect.stringContaining("1件は処理できません: ")]);
  await press(page, several.confirm.renew(2));
  await showsAddress(page).toContain("#/jobs/");
  await readsText(page, jobJa.counts({ done: 2, refused: 1, skipped: 0 }));
  await page.reload();
  await readsText(page, jobJa.counts({ done: 2, refused: 1, skipped: 0 }));
  await expect.poll(() => page.$eval("progress", ({ value, max }) => [value, max])).toEqual([3, 3]);
  await page.select("select", "refused");
  await shows(page, ".job-rows tbody tr").toEqual([expect.stringContaining("client13")]);
  await showsAddress(page).toContain("?state=refused");
  await press(page, jobJa.back, "link");
  await shows(page, ".jobs tbody tr").toEqual([expect.stringContaining(acts.renew)]);
  await page.close();
});

test("all of one remark are renewed tonight by three clicks after the login", async () => {
  const { world } = office;
  const first = await world.issue("client31", 600);
  const { page, login } = await office.comeIn("#/");
  await reads(page, "システム通知");
  const certificates = [first, await world.issue("client32", 600), await world.issue("api33", 600)].map(({ issuer, serial }) => ({
    issuer,
    serial,
  }));
  const body = { act: { kind: "annotate", remark: "3階" }, selection: { by: "identity", certificates } };
  const noted = await login.ask({ method: "POST", path: "/api/jobs", body });
  await page.evaluate((id) => void (location.hash = `#/jobs/${id}`), contentOf(Job, noted).id);
  await readsText(page, jobJa.counts({ done: 3, refused: 0, skipped: 0 }));
  await page.evaluate(() => void (location.hash = "#/"));
  await reads(page, "システム通知");
  await page.evaluate(() => {
    sessionStorage.setItem("clicks", "0");
    const count = (): void => sessionStorage.setItem("clicks", String(Number(sessionStorage.getItem("clicks")) + 1));
    // A submission by the Enter key is a click without a pointer.
    addEventListener("click", ({ detail }) => detail > 0 && count(), { capture: true });
  });
  await press(page, "証明書管理", "link");
  await page.locator("#search").wait();
  await page.keyboard.press("/");
  await page.keyboard.type("3階");
  await page.keyboard.press("Enter");
  await press(page, several.orderFound(3));
  await readsText(page, several.refused(1, errorJa["type-not-renewable"]));
  await shows(page, "dialog select[name=order-when] option:checked").toEqual(["今夜から毎日 19:00–23:00"]);
  await press(page, several.confirm.order(2));
  await readsText(page, jobJa.counts({ done: 2, refused: 1, skipped: 0 }));
  expect(await page.evaluate(() => sessionStorage.getItem("clicks"))).toBe("3");
  await showsFact(page, "時間帯", ".card").toBe("毎日 19:00–23:00（Asia/Tokyo）");
  await showsFact(page, "理由", ".card").toBe("なし");
  await page.goto(`${office.site}/#/certificates/${first.issuer}/${first.serial}`);
  await readsText(page, "毎日 19:00–23:00（Asia/Tokyo）");
  await page.close();
});

test("recovery codes for several are shown once, after the second factor once more, to save and to print", async () => {
  const { world } = office;
  for (let number = 401; number <= 460; number += 1) await world.issue(`client${number}`, 30);
  const { page, login } = await office.comeIn("#/certificates?search=client4");
  await page.waitForFunction(() => document.querySelectorAll(".certificates tbody tr").length === 20);
  await press(page, findingJa.finding.selectAll(60));
  await press(page, several.buttons.code);
  await readsText(page, several.will.code(60));
  await press(page, several.confirm.code(60));
  await reads(page, "確認コードをもう一度入力してください");
  await page.locator("#second-factor").fill(login.nextCode());
  await press(page, "確認する");
  await readsText(page, several.codes.issued(60));
  const codes = await textsOf(page, ".code-list .secret");
  expect(new Set(codes).size).toBe(60);
  const folder = await mkdtemp(join(tmpdir(), "koshin-codes-"));
  try {
    const session = await page.createCDPSession();
    await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
    await press(page, several.codes.save);
    await expect.poll(async () => (await readdir(folder)).filter((name) => name.endsWith(".csv"))).toHaveLength(1);
    const [name = ""] = await readdir(folder);
    const saved = await readFile(join(folder, name), "utf8");
    for (const code of codes) expect(saved).toContain(code);
    // Not only those that fit on the first sheet come on paper.
    const paper = Buffer.from(await page.pdf({ format: "A5" })).toString("latin1");
    expect(Array.from(paper.matchAll(/\/Type \/Page\b/g)).length).toBeGreaterThan(1);
  } finally {
    await rm(folder, { recursive: true });
  }
  await press(page, "閉じる");
  await page.waitForFunction(() => document.querySelector(".code-list") === null);
  for (const code of codes) expect(await page.content()).not.toContain(code);
  await page.close();
});

test("a note is written on several, and a revocation says that it cannot be undone", async () => {
  const { page } = await office.comeIn("#/certificates?search=client13");
  await shows(page, ".certificates tbody tr").toHaveLength(1);
  await selectAll(page);
  await press(page, several.buttons.annotate);
  await press(page, several.next);
  await readsText(page, several.annotate.nothing);
  await page.locator("dialog .check input").click();
  await page.locator("#several-device").fill("PC-13");
  await press(page, several.next);
  await readsText(page, several.will.annotate(1));
  await press(page, several.confirm.annotate(1));
  await readsText(page, jobJa.counts({ done: 1, refused: 0, skipped: 0 }));

  const { page: other } = await office.comeIn("#/certificates?search=PC-13");
  await shows(other, ".certificates tbody tr").toHaveLength(1);
  await selectAll(other);
  await press(other, several.buttons.revoke);
  await press(other, several.next);
  await readsText(other, several.irrevocable);
  await press(other, several.confirm.revoke(1));
  await readsText(other, jobJa.counts({ done: 1, refused: 0, skipped: 0 }));
  const [, , revoked] = holders;
  await shows(other, ".job-rows tbody a").toEqual([revoked?.cn]);
  await page.close();
  await other.close();
});

test("a job is stopped from its page, and viewers only look", async () => {
  const { world } = office;
  await Promise.all(Array.from({ length: 19 }, async (_, at) => await world.issue(`client${200 + at}`, 30)));
  const { page } = await office.comeIn("#/certificates?search=client2");
  await shows(page, ".certificates tbody tr").toHaveLength(19);
  await selectAll(page);
  await press(page, several.buttons.renew);
  await press(page, several.confirm.renew(19));
  await press(page, stop.button);
  await press(page, stop.confirm);
  await readsText(page, jobJa.states.stopped);
  await readsText(page, jobJa.stoppedBy("").slice(1));
  const hash = await page.evaluate(() => location.hash);
  await page.close();
  const viewer = await office.comeIn(hash, { role: "viewer" });
  await reads(viewer.page, acts.renew);
  await readsText(viewer.page, rows.states.skipped);
  await expect.poll(() => viewer.page.$eval("progress", ({ value, max }) => value < max)).toBe(true);
  await shows(viewer.page, "main button").toEqual([jobJa.results]);
  await viewer.page.close();
});
