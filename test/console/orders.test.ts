import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "puppeteer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { orderJa } from "../../src/console/certificates/orders/order-ja.ts";
import { jobJa } from "../../src/console/texts/job-ja.ts";
import { loadTexts } from "../../src/console/texts/texts-for.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import { Office, press, reads, readsText, textOf } from "./office.ts";
import { shows, textsOf } from "./reading.ts";

const computer = sharedComputer();
const texts = await loadTexts("ja");
const { preview } = orderJa;
let office: Office;
let folder: string;
beforeAll(async () => {
  office = await Office.open({ computer });
  folder = await mkdtemp(join(tmpdir(), "koshin-orders-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await office[Symbol.asyncDispose]();
});

/** Chooses a file, as somebody does in the browser's dialog. */
async function choose(page: Page, name: string, content: string | Uint8Array): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, content);
  const input = await page.waitForSelector("input[type=file]");
  await (await input?.toElement("input"))?.uploadFile(path);
}

test("a file with a fault is mended, and its certificates are issued in the background, within four clicks", async () => {
  const { page } = await office.comeIn("#/certificates");
  await press(page, texts.list.issueMany, "link");
  await reads(page, orderJa.heading);
  const rows = ["client1,受付1", "client2,受付2", "client3,受付3"];
  await choose(page, "端末.csv", ["CN,端末", ...rows, "田中,薬局", ""].join("\r\n"));
  await reads(page, preview.heading("端末.csv"));
  await readsText(page, preview.faultyLines([5]));
  const [, , , bad] = await textsOf(page, ".orders tbody tr");
  expect(bad).toContain(orderJa.fault({ code: "cn-not-allowed", column: "cn", value: "田中", line: null }));
  await press(page, orderJa.issue(3));
  await readsText(page, preview.leaveOutFirst);
  await shows(page, "dialog").toEqual([]);

  await choose(page, "端末.csv", ["\ufeffCN,端末", ...rows, ""].join("\r\n"));
  await page.waitForFunction(() => document.querySelectorAll(".orders tbody tr").length === 3);
  await press(page, orderJa.issue(3));
  await reads(page, orderJa.question(3));
  await page.locator("dialog .primary").click();
  await page.waitForFunction(() => location.hash.startsWith("#/jobs/"));
  await page.reload();
  await readsText(page, jobJa.counts({ done: 3, refused: 0, skipped: 0 }));
  await page.waitForFunction(() => document.querySelectorAll(".job-rows tbody tr").length === 3);
  expect(await textOf(page, ".job-rows tbody tr")).toMatch(/^2client1/);
  await readsText(page, jobJa.files);

  await press(page, jobJa.issued, "link");
  await page.waitForFunction(() => document.querySelectorAll(".certificates tbody tr").length === 3);
  await page.locator(`::-p-aria(${texts.finding.ofJob})`).click();
  await page.waitForFunction(() => document.querySelectorAll(".certificates tbody tr").length > 3);
  await page.close();
});

test("pasted rows show what would be a second one, and that is issued only if it is wanted", async () => {
  await office.world.issue("client11", 300);
  const { page } = await office.comeIn("#/orders");
  await press(page, orderJa.check);
  await readsText(page, orderJa.nothingPasted);
  await page.locator("#order-rows").fill("client11\tタブレット\nclient12\t<img src=x onerror=alert(1)>\n");
  await press(page, orderJa.check);
  await reads(page, preview.heading(orderJa.pasted));
  await readsText(page, preview.noHeader);
  const [doubtful, script] = await textsOf(page, ".orders tbody tr");
  expect(doubtful).toContain(preview.states.doubtful);
  expect(script).toContain("<img src=x onerror=alert(1)>");
  await shows(page, ".orders img").toEqual([]);
  await readsText(page, orderJa.issue(1));
  await page.locator(`[aria-label="${preview.anotherOf(1, "client11")}"]`).click();
  await press(page, orderJa.issue(2));
  await reads(page, orderJa.question(2));

  // Somebody is faster.
  await office.world.issue("client12", 300);
  await page.locator("dialog .primary").click();
  await readsText(page, texts.errors["orders-not-accepted"]);
  await page.waitForFunction(
    (label) => document.querySelector(`[aria-label="${label}"]`) !== null,
    {},
    preview.anotherOf(2, "client12"),
  );
  await readsText(page, preview.nothing);
  await page.close();
});

test("a dropped file that cannot be read says what to do", async () => {
  const { page } = await office.comeIn("#/orders");
  await page.waitForSelector(".order-drop");
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["CN;部署\nclient1;外来\n"], "a.csv"));
    document.querySelector(".order-drop")?.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
  });
  await readsText(page, orderJa.fileFault({ code: "column-unknown", line: 1, column: "B", value: "部署" }));
  await readsText(page, preview.mendFile);
  await shows(page, ".orders .primary").toEqual([]);
  await page.close();
});

test("viewers issue nothing", async () => {
  const { page } = await office.comeIn("#/orders", { role: "viewer" });
  await readsText(page, texts.errors["role-insufficient"]);
  await shows(page, "input[type=file]").toEqual([]);
  await page.close();
});
