import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { settingsDocument, writeSettings } from "../../tools/documents/settings-document.ts";

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
