import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openTab } from "../../src/demo/browser/waits.ts";
import { firefoxId } from "../../src/extension/manifest.ts";
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
    it("names every mistake in it, whatever its type, and restricts where a restriction is invalid", async () => {
      const sites = [
        { hostname: "clinic.example", menuPath: "/menu" },
        { hostname: "*.clinic.example", menuPath: "/menu" },
        { menuPath: "/menu" },
        "clinic.example",
        { hostname: "port.example", menuPath: "/menu", port: "443" },
        { hostname: 5, menuPath: "/menu" },
      ];
      const settings = { sites, personMayAddSites: "false" };
      await mkdir(folder, { recursive: true });
      await writeFile(file, JSON.stringify({ policies: { "3rdparty": { Extensions: { [firefoxId]: settings } } } }));
      try {
        await using clinic = await FirefoxClinic.open({ certificates: [], extension });
        const options = await openExtensionPage(await openTab(clinic.browser), "/pages/options.html");
        const texts = optionsTexts("ja");
        await expect
          .poll(() => options.$$eval(".note.warning li", (all) => all.map((each) => each.innerText)))
          .toEqual([
            texts.invalidSetting("personMayAddSites"),
            texts.fault(2, "hostname", false),
            texts.fault(3, "hostname", false),
            texts.fault(4, undefined, false),
            texts.fault(5, "port", false),
            texts.fault(6, "hostname", false),
          ]);
        const text = await options.$eval("main", (main) => main.innerText);
        expect(text).toContain("clinic.example");
        expect(text).toContain(texts.mayNotAdd);
      } finally {
        await rm(file);
      }
    });

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
