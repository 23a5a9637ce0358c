import type { Page } from "puppeteer";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromBase64 } from "../../src/core/base64.ts";
import { prepareAttempt } from "../../src/dialog/machine/attempt.ts";
import { writeKeptRenewal } from "../../src/dialog/machine/kept-renewal.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { seal } from "../../src/extension/dialog-host/seal.ts";
import { paths } from "../../src/protocol/paths.ts";
import { Status, type PendingReplacement } from "../../src/protocol/status.ts";
import { attempt, file, inStep, saving } from "../dialog/harness/state-fixture.ts";
import { sendFromContentScript } from "../extension/content-world.ts";
import type { Person } from "../extension/person.ts";
import type { Site } from "../extension/site.ts";
import { textOf } from "./due-dialog.ts";
import { seatAtHostilePage } from "./seat-at-hostile-page.ts";
import { sharedPerson } from "./shared-person.ts";

// A page renews by itself, with its own key, and pretends to hold the remains of a dialog that had made that key.
const shared = sharedPerson();
let site: Site;
let person: Person;
let page: Page;
let pending: PendingReplacement;
const owned = new AsyncDisposableStack();

const { resume, save } = dialogTexts("en");

beforeAll(async () => {
  ({ site, person } = await seatAtHostilePage(owned, shared));
  page = await person.visit(`${site.app}/login`);
  const { request } = await prepareAttempt({ cn: "client28", o: "u00000014" }, "P-256");
  const status = await page.evaluate(
    async (url, body, statusUrl) => {
      const headers = { "Content-Type": "application/pkcs10", "If-None-Match": "*" };
      await fetch(url, { method: "POST", headers, body });
      const answer: unknown = await (await fetch(statusUrl)).json();
      return answer;
    },
    paths.reenrol,
    Buffer.from(request).toString("base64"),
    paths.status,
  );
  const read = v.parse(Status, status);
  if (read.pending === null) throw new Error("The page has not renewed.");
  ({ pending } = read);
});
afterAll(() => owned.disposeAsync());

/** What a dialog would leave that had made the page's key. */
function remains(): string {
  const { serial, notAfter, fileName } = pending;
  const issued = { replacement: { serial, notAfter, fileName }, file: { ...file, attempt, serial } };
  const state = inStep(saving, "save");
  const text = writeKeptRenewal({ ...state, issued: { ...state.issued, ...issued } });
  if (text === undefined) throw new Error("Nothing is kept.");
  return text;
}

/** Opens the dialog in a page that contains these remains; returns its text. */
async function openOver(kept: string): Promise<string> {
  const forged = await person.visit(`${site.app}/login`);
  await forged.evaluate((content) => {
    const root = document.documentElement.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
    root.innerHTML = "<dialog class='dialog look' open></dialog><template></template>";
    const template = root.querySelector("template");
    if (template !== null) template.dataset["kept"] = content;
    history.pushState(null, "", "/menu");
  }, kept);
  await expect.poll(() => textOf(forged)).not.toBe("");
  const text = await textOf(forged);
  await forged.close();
  return text;
}

describe("a dialog does not continue with a key of the page", () => {
  it.each([
    ["unsealed", remains],
    ["sealed with the page's key", () => seal(new Uint8Array(32), remains())],
  ])("%s", async (_how, forge) => {
    const text = await openOver(await forge());
    expect(text).toContain(resume.heading);
    expect(text).not.toContain(save.heading);
  });

  it("but would, if the page knew the extension's", async () => {
    const reply = await sendFromContentScript(page, { kind: "seal-key" });
    const { value } = v.parse(v.object({ value: v.string() }), reply);
    expect(await openOver(await seal(fromBase64(value), remains()))).toContain(save.heading);
  });
});
