import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const read = (path: string): Promise<string> => readFile(join(root, path), "utf8");
const tokens = await read("src/ui/tokens.css");
const paths = await Array.fromAsync(glob("src/**/*.css", { cwd: root }));
const sheets = await Promise.all(paths.map(async (path) => ({ path, text: await read(path) })));
const sources = await Promise.all(
  (await Array.fromAsync(glob("src/**/*.tsx", { cwd: root }))).map(async (path) => ({ path, text: await read(path) })),
);

const definedIn = (css: string): Set<string> => new Set(Array.from(css.matchAll(/^\s*(--[\w-]+):/gm), ([, name = ""]) => name));
const usedIn = (css: string): Set<string> => new Set(Array.from(css.matchAll(/var\((--[\w-]+)/g), ([, name = ""]) => name));

describe("the tokens", () => {
  test("are the only custom properties that the sheets use, so that a page's own have no effect", () => {
    const defined = definedIn(tokens);
    for (const { path, text } of sheets)
      expect(
        Array.from(usedIn(text)).filter((name) => !defined.has(name)),
        path,
      ).toEqual([]);
  });

  test("are all used", () => {
    const used = usedIn(sheets.map(({ text }) => text).join());
    expect(Array.from(definedIn(tokens)).filter((name) => !used.has(name))).toEqual([]);
  });

  test("define every colour for light, dark and forced colours", () => {
    const [light = "", dark = "", , forced = ""] = tokens.split("@media");
    const colours = Array.from(definedIn(light)).filter((name) =>
      /#|rgb/.test(new RegExp(`${name}: (.*);`).exec(light)?.[1] ?? ""),
    );
    expect(Array.from(definedIn(dark)).sort()).toEqual(colours.sort());
    // The system draws the backdrop and shadow itself.
    expect([...definedIn(forced), "--shade", "--shadow"].sort()).toEqual(colours);
  });
});

test.each(sheets.filter(({ path }) => !path.endsWith("tokens.css")))(
  "$path sets no colour and no font size directly",
  ({ text }) => {
    const rules = text.replace(/\/\*.*?\*\//gs, "");
    expect(rules.match(/#[0-9a-f]{3,8}\b(?=[;\s])|\brgb|\bhsl/g) ?? []).toEqual([]);
    // Only lines are in pixels, whatever the font size.
    expect(Array.from(rules.matchAll(/\b(\d+)px/g), ([, size]) => Number(size)).filter((size) => size > 4)).toEqual([]);
  },
);

test.each(sources)("$path sets no style attribute, which a strict content security policy forbids", ({ text }) => {
  expect(text).not.toMatch(/\bstyle=/);
});
