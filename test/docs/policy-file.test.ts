import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { expect, test } from "vitest";
import { firefoxId } from "../../src/extension/manifest.ts";
import { ListedSite, readSiteFile } from "../../src/extension/sites/site-list.ts";
import { root } from "./documents.ts";

const Rule = v.pipe(v.string(), v.parseJson(), v.strictObject({ pattern: v.string(), filter: v.record(v.string(), v.unknown()) }));
const Policy = v.looseObject({
  AutoSelectCertificateForUrls: v.array(Rule),
  "3rdparty": v.object({
    extensions: v.record(v.string(), v.strictObject({ sites: v.unknown(), personMayAddSites: v.boolean() })),
  }),
});

const FirefoxPolicy = v.object({
  policies: v.strictObject({
    ExtensionSettings: v.record(v.string(), v.looseObject({ install_url: v.pipe(v.string(), v.url()) })),
    "3rdparty": v.strictObject({
      Extensions: v.record(v.string(), v.strictObject({ sites: v.unknown(), personMayAddSites: v.boolean() })),
    }),
  }),
});

const text = await readFile(join(root, "docs", "administrator.md"), "utf8");
const [chrome = "", edge = "", firefox = ""] = Array.from(text.matchAll(/^```json\n(.*?)^```/gms), ([, block = ""]) => block);

test.each([
  ["Chrome", chrome],
  ["Edge", edge],
])("the administrators' policy file for %s is valid, with sites that the extension accepts", (_, block) => {
  const policy = v.parse(v.pipe(v.string(), v.parseJson(), Policy), block);
  const [settings] = Object.values(policy["3rdparty"].extensions);
  expect(readSiteFile(JSON.stringify({ sites: settings?.sites }))).toHaveLength(1);
  expect(policy.AutoSelectCertificateForUrls.map(({ pattern }) => pattern)).toEqual([
    "https://app.clinic.example",
    "https://[*.]verify.clinic.example",
  ]);
});

test("the table of the settings says what the extension requires of a site, and its types", () => {
  const rows = Array.from(text.matchAll(/^\| `sites\[\]\.(\w+)` \| (\w+) \| (yes|no) \|/gm), ([, ...cells]) => cells);
  const entries = Object.entries(ListedSite.entries).map(([name, schema]) =>
    schema.type === "optional" ? [name, schema.wrapped.type, "no"] : [name, schema.type, "yes"],
  );
  expect(rows).toEqual(entries);
});

test("the administrators' policy file for Firefox is valid, for the extension's ID", () => {
  const { policies } = v.parse(v.pipe(v.string(), v.parseJson(), FirefoxPolicy), firefox);
  expect(Object.keys(policies.ExtensionSettings)).toEqual([firefoxId]);
  const settings = policies["3rdparty"].Extensions[firefoxId];
  expect(readSiteFile(JSON.stringify({ sites: settings?.sites }))).toHaveLength(1);
});
