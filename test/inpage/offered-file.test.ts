import { afterEach, beforeAll, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { click, heading, type Harness, reads, sharedHarness } from "../dialog/harness/harness.ts";

const shared = sharedHarness();

const { action, save, password, leave } = dialogTexts("ja");
const fileName = "000042_JP_u00000014_client28.p12";

let harness: Harness;
beforeAll(async () => {
  harness = await shared.start();
});
afterEach(() => harness.clear());

test("where downloads are forbidden, nothing is reported as downloaded until the person confirms it", async () => {
  const page = await harness.page({ hash: "wait" });
  const session = await page.createCDPSession();
  const { id } = page.browserContext();
  await session.send("Browser.setDownloadBehavior", { behavior: "deny", ...(id !== undefined && { browserContextId: id }) });
  await page.evaluate(`
    window.events = [];
    void koshin.watchRenewal({ onEvent: ({ type }) => events.push(type) });
  `);
  await click(page, action.renew);
  await click(page, save.here);
  await heading(page, password.heading);
  await reads(page, save.offered(fileName));
  expect(await page.evaluate("events")).toEqual(["due", "shown", "issued"]);
  expect(harness.service.reports).toEqual([]);
  await page.keyboard.press("Escape");
  await heading(page, leave.heading);
  await click(page, leave.stay);

  await session.send("Browser.setDownloadBehavior", {
    behavior: "allow",
    downloadPath: harness.downloads,
    ...(id !== undefined && { browserContextId: id }),
  });
  await click(page, save.again);
  await harness.downloaded(fileName);
  await click(page, password.reveal);
  await reads(page, password.label);
  await expect.poll(() => harness.service.reports.map(({ stage }) => stage)).toEqual(["fetched", "password-shown"]);
  expect(await page.evaluate("events")).toEqual(["due", "shown", "issued", "downloaded"]);
});
