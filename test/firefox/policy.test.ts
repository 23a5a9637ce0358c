import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openTab } from "../../src/demo/browser/waits.ts";
import { optionsTexts } from "../../src/extension/options/texts/texts-for.ts";
import { root } from "../docs/documents.ts";
import { openExtensionPage } from "./browser-window.ts";
import { FirefoxClinic } from "./clinic.ts";

const folder = "/etc/firefox/policies";
const file = join(folder, "policies.json");
const extension = join(root, "dist", "extension-firefox");

// Existing policies of the machine are not overwritten.
describe.skipIf(process.getuid?.() !== 0 || existsSync(file))(
  "the administrators' policy file for Firefox (written as root only)",
  () => {
    it("sets sites, unchanged from the document, and forbids adding others", async () => {
      const document = await readFile(join(root, "docs", "administrator.md"), "utf8");
      const [, policies = ""] = /^### Firefox.*?^```json\n(.*?)^```/ms.exec(document) ?? [];
      await mkdir(folder, { recursive: true });
      await writeFile(file, policies);
      try {
        await using clinic = await FirefoxClinic.open({ certificates: [], extension });
        const options = await openExtensionPage(await openTab(clinic.browser), "/pages/options.html");
        await expect
          .poll(() => options.$$eval("li h3", (all) => all.map((each) => each.innerText)))
          .toContain("app.clinic.example");
        const text = await options.$eval("main", (main) => main.innerText);
        const texts = optionsTexts("ja");
        expect(text).toContain(texts.origin.managed);
        expect(text).toContain(texts.notGranted);
        expect(text).toContain(texts.mayNotAdd);
      } finally {
        await rm(file);
      }
    });
  },
);
