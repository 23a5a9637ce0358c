import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findTarget } from "../../src/demo/browser/waits.ts";
import { certificateOf } from "../../src/demo/world-file.ts";
import { paths } from "../../src/protocol/paths.ts";
import { builtExtension } from "./built-extension.ts";
import { sendFromContentScript } from "./content-world.ts";
import { extensionId } from "./extension-id.ts";
import { seatPerson, type Person } from "./person.ts";
import { startSite, type Site } from "./site.ts";

let site: Site;
let person: Person;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  const folder = await builtExtension(owned);
  site = owned.use(await startSite());
  person = owned.use(await seatPerson(site, { extension: folder, cn: "client28" }));
});
afterAll(() => owned.disposeAsync());
beforeEach(() => {
  site.answered.length = 0;
});

describe("the background", () => {
  it("runs under the ID derived from its key", async () => {
    expect(Array.from((await person.browser.extensions()).keys())).toEqual([extensionId]);
  });

  it("returns to a content script the status of the certificate that the browser presents", async () => {
    const page = await person.visit(`${site.app}/login`);
    expect(await sendFromContentScript(page, { kind: "status" })).toMatchObject({
      ok: true,
      value: { certificate: { cn: "client28", serial: certificateOf(site.world, "client28").serial, daysLeft: 71 } },
    });
  });

  it("returns the service's refusal", async () => {
    const page = await person.visit(`${site.app}/login`);
    const request = { kind: "enrol", request: "MAA=", precondition: { kind: "none-pending" } } as const;
    expect(await sendFromContentScript(page, request)).toMatchObject({ ok: false, failure: { code: "request-malformed" } });
    const report = { kind: "report", report: { serial: "0A", stage: "fetched" } } as const;
    expect(await sendFromContentScript(page, report)).toMatchObject({ ok: false, failure: { code: "stage-unknown" } });
  });

  it("saves a file in the download folder under its name, and a second one beside it", async () => {
    const page = await person.visit(`${site.app}/login`);
    const name = "000123_JP_u00000014_client28.p12";
    for (const file of ["Zmlyc3Q=", "c2Vjb25k"]) {
      expect(await sendFromContentScript(page, { kind: "download", name, file })).toEqual({ ok: true, value: null });
    }
    expect((await readdir(person.downloads)).toSorted()).toEqual(["000123_JP_u00000014_client28 (1).p12", name]);
    expect(await readFile(join(person.downloads, name), "utf8")).toBe("first");
  });

  it("ignores the extension's own pages, which are not content scripts", async () => {
    const page = await person.visit(`${site.app}/login`);
    await page.goto(`chrome-extension://${extensionId}/pages/popup.html`);
    const answer: unknown = await page.evaluate(() => chrome.runtime.sendMessage({ kind: "status" }));
    expect(answer).toMatchObject({ ok: false, failure: { code: "site-not-configured" } });
    expect(site.answered.filter(({ path }) => path === paths.status)).toEqual([]);
  });

  it("works after the browser has stopped its worker", async () => {
    const page = await person.visit(`${site.app}/login`);
    const worker = await findTarget(person.browser, (target) => target.url().includes("service-worker"));
    await (await worker.worker())?.close();
    expect(await sendFromContentScript(page, { kind: "status" })).toMatchObject({ ok: true });
  });

  it("cannot be reached by pages", async () => {
    const page = await person.visit(`${site.app}/login`);
    const reachable = await page.evaluate(() => "chrome" in globalThis && "runtime" in chrome);
    expect(reachable).toBe(false);
  });
});
