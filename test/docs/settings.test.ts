import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { defaultSettings, Settings } from "../../src/server/settings/settings.ts";
import { settingsDocument, writeSettings } from "../../tools/documents/settings-document.ts";
import { root } from "./documents.ts";

describe("docs/settings.md", () => {
  test("matches the settings' schema; node tools/documents/settings-document.ts regenerates it", async () => {
    expect(await readFile(settingsDocument, "utf8")).toBe(await writeSettings());
  });

  test("describes every setting", async () => {
    const rows = (await writeSettings()).split("\n").filter((line) => line.startsWith("| `"));
    expect(rows.length).toBeGreaterThan(30);
    expect(rows.filter((row) => row.split(" | ")[1] === "")).toEqual([]);
  });
});

describe("docs/front.md", async () => {
  const text = await readFile(join(root, "docs/front.md"), "utf8");
  const examples = Array.from(text.matchAll(/```json\n([^`]+)```/g), ([, content = ""]) => content);

  test.each(examples.map((example) => [example]))("has settings that are valid: %s", (example) => {
    const Example = v.pipe(v.string(), v.parseJson(), v.record(v.picklist(["front", "listen", "proxyProtocol"]), v.unknown()));
    const hosts = { ...defaultSettings.hosts, app: "app.example.jp", verify: "verify.example.jp" };
    expect(v.safeParse(Settings, { ...defaultSettings, hosts, ...v.parse(Example, `{${example}}`) }).issues).toBeUndefined();
  });

  test("has four", () => expect(examples).toHaveLength(4));
});
