import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import manifest from "../../manifest.json" with { type: "json" };
import { root } from "./documents.ts";

const folder = join(root, "docs", "store");
const headings = [
  "Name",
  "Short description",
  "Description",
  "Single purpose",
  "Permissions",
  "Remote code",
  "Data use",
  "Privacy",
];

/** The sections of a document of store texts, by their headings. */
async function sections(language: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(join(folder, `${language}.md`), "utf8");
  const parts = text.split(/^## /m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf("\n")), part.slice(part.indexOf("\n")).trim()]));
}

describe.each(["ja", "en"])("the store texts (%s)", (language) => {
  test("contain everything that the stores require, within their limits", async () => {
    const texts = await sections(language);
    expect([...texts.keys()]).toEqual(headings);
    const length = (heading: string): number => texts.get(heading)?.length ?? 0;
    for (const heading of headings) expect(length(heading), heading).toBeGreaterThan(0);
    expect(length("Name")).toBeLessThanOrEqual(45);
    expect(length("Short description")).toBeLessThanOrEqual(132);
    expect(length("Description")).toBeLessThanOrEqual(10_000);
    expect(length("Single purpose")).toBeLessThanOrEqual(1_000);
  });

  test("give a reason for every permission in the manifest, and for no other", async () => {
    const rows = Array.from((await sections(language)).get("Permissions")?.matchAll(/^\| `(.+?)` \| (.+) \|$/gm) ?? []);
    const asked = [...manifest.permissions, ...manifest.host_permissions, ...manifest.optional_host_permissions];
    expect(rows.map(([, permission]) => permission).toSorted()).toEqual(asked.toSorted());
    for (const [, permission, reason = ""] of rows) expect(reason.length, permission).toBeGreaterThan(15);
  });

  test("declare the same use of data as the manifest", async () => {
    const rows = Array.from((await sections(language)).get("Data use")?.matchAll(/^\| (\w+ \w+(?: \w+)?) \| (.+) \|$/gm) ?? []);
    const names = {
      authenticationInfo: "authentication information",
      personallyIdentifyingInfo: "personally identifiable information",
    };
    const { required } = manifest.browser_specific_settings.gecko.data_collection_permissions;
    expect(required).toEqual(Object.keys(names));
    expect(rows.map(([, kind]) => kind).filter((kind) => kind !== "what it is")).toEqual(Object.values(names));
  });

  test("name the privacy page in their language", async () => {
    expect((await sections(language)).get("Privacy")).toContain(language === "ja" ? "(../privacy.ja.md)" : "(../privacy.md)");
  });

  test("come with pictures of 1280 by 800 pixels and at most 100 kB", async () => {
    const names = (await readdir(join(folder, "images"))).filter((name) => name.endsWith(`.${language}.png`));
    expect(names).toHaveLength(5);
    for (const name of names) {
      const png = await readFile(join(folder, "images", name));
      expect([png.readUInt32BE(16), png.readUInt32BE(20)], name).toEqual([1280, 800]);
      expect(png.length, name).toBeLessThanOrEqual(100_000);
    }
  });
});

test("the manifest's own description is short enough in both languages", async () => {
  for (const language of ["ja", "en"]) {
    const messages = await readFile(join(root, "src", "extension", "public", "_locales", language, "messages.json"), "utf8");
    const description = /"description": \{ "message": "(.+?)"/.exec(messages)?.[1] ?? "";
    expect(description.length).toBeGreaterThan(20);
    expect(description.length).toBeLessThanOrEqual(132);
  }
});
