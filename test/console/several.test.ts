import { afterAll, beforeAll, expect, test } from "vitest";
import { jobJa } from "../../src/console/texts/job-ja.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import type { Holder } from "../support/throwaway-service.ts";
import { Office, press, reads, readsText } from "./office.ts";
import { shows, showsAddress } from "./reading.ts";

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
  await shows(viewer.page, "main button").toEqual([jobJa.results]);
  await viewer.page.close();
});
