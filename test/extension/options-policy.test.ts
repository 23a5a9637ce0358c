import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { optionsTexts } from "../../src/extension/options/texts/texts-for.ts";
import { builtExtension } from "./built-extension.ts";
import { extensionId } from "./extension-id.ts";
import { hostnames, openOptions } from "./options-page.ts";
import { seatPerson } from "./person.ts";
import { startSite, type Site } from "./site.ts";

const texts = optionsTexts("en");
const policies = "/etc/chromium/policies/managed";
const policyFile = join(policies, "koshin-test.json");
let extension: string;
let site: Site;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  extension = await builtExtension(owned);
  site = owned.use(await startSite());
});
afterAll(() => owned.disposeAsync());

describe.skipIf(process.getuid?.() !== 0)("an administrator's policy (written as root only)", () => {
  it("sets all valid sites, names the invalid ones, and can forbid adding others", async () => {
    const sites = [
      { hostname: "clinic.example", menuPath: "/menu" },
      { hostname: "*.clinic.example", menuPath: "/menu" },
      { menuPath: "/menu" },
      { hostname: "no-menu.example" },
      { hostname: "port.example", menuPath: "/menu", port: 70_000 },
      { hostname: "port.example", menuPath: "/menu", port: 1.5 },
      { hostname: "clinic.example", menuPath: "/other" },
      { hostname: "last.example", menuPath: "/" },
    ];
    const policy = { "3rdparty": { extensions: { [extensionId]: { sites, personMayAddSites: false } } } };
    await mkdir(policies, { recursive: true });
    await writeFile(policyFile, JSON.stringify(policy));
    try {
      await using person = await seatPerson(site, { extension });
      const options = await openOptions(person);
      await expect.poll(() => hostnames(options)).toContain("clinic.example");
      const text = await options.$eval("main", (main) => main.innerText);
      expect(text).toContain(texts.origin.managed);
      expect(text).toContain(texts.mayNotAdd);
      const faults = await options.$$eval(".note.warning li", (all) => all.map((each) => each.innerText));
      expect(faults).toEqual([
        texts.fault(2, "hostname", false),
        texts.fault(3, "hostname", false),
        texts.fault(4, "menuPath", false),
        texts.fault(5, "port", false),
        texts.fault(6, "port", false),
        texts.fault(7, "hostname", true),
      ]);
      expect(await hostnames(options)).toContain("last.example");
      expect(text).not.toContain("*.clinic.example");
      expect(await options.$("form")).toBeNull();
    } finally {
      await rm(policyFile);
    }
  });
});
