import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findTarget } from "../../src/demo/browser/waits.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { codeOfInterruption } from "../../src/extension/downloads/interruption.ts";
import { openMenu, textOf } from "../attack/due-dialog.ts";
import { button, press, reads } from "../attack/walk.ts";
import { builtExtension } from "./built-extension.ts";
import { seatPerson, type Person } from "./person.ts";
import { startSite, type Site } from "./site.ts";

let site: Site;
let person: Person;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  site = owned.use(await startSite());
  person = owned.use(await seatPerson(site, { extension: await builtExtension(owned), cn: "client28" }));
});
afterAll(() => owned.disposeAsync());

const { action, save, password, errors } = dialogTexts("en");

describe("an interrupted download", () => {
  test.for<readonly [reason: string, code: string]>([
    ["USER_CANCELED", "download-cancelled"],
    ["FILE_BLOCKED", "download-forbidden"],
    ["FILE_VIRUS_INFECTED", "download-forbidden"],
    ["FILE_NO_SPACE", "download-failed"],
    ["a reason of a later browser", "download-failed"],
  ])("for the reason %s is %s", ([reason, code]) => {
    expect(codeOfInterruption(reason)).toBe(code);
  });

  test("is reported as cancelled if the person cancels it, and succeeds at the next attempt", async () => {
    const target = await findTarget(person.browser, (found) => found.url().includes("service-worker"));
    const worker = await target.worker();
    await worker?.evaluate(() => {
      const cancel = ({ id }: { readonly id: number }): void => {
        chrome.downloads.onCreated.removeListener(cancel);
        void chrome.downloads.cancel(id);
      };
      chrome.downloads.onCreated.addListener(cancel);
    });
    const { page } = await openMenu(person, site);
    await press(page, action.renew, save.here);
    await expect.poll(() => textOf(page)).toMatch(new RegExp(`${errors["download-cancelled"]}|${password.heading}`));
    expect(await textOf(page)).toContain(errors["download-cancelled"]);
    await press(page, action.retry);
    await reads(page, password.heading);
    await button(page, password.reveal).findEnabled();
  });
});
