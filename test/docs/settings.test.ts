import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { settingsDocument, writeSettings } from "../../tools/documents/settings-document.ts";

describe("docs/settings.md", () => {
  test("is what the settings' schema says; node tools/documents/settings-document.ts writes it anew", async () => {
    expect(await readFile(settingsDocument, "utf8")).toBe(await writeSettings());
  });

  test("says of every setting what it is", async () => {
    const rows = (await writeSettings()).split("\n").filter((line) => line.startsWith("| `"));
    expect(rows.length).toBeGreaterThan(30);
    expect(rows.filter((row) => row.split(" | ")[1] === "")).toEqual([]);
  });
});
