import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { documents, root } from "./documents.ts";

describe.each(await documents())("$path", ({ path, text }) => {
  test("links to files that exist", () => {
    const links = Array.from(text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g), ([, target = ""]) => target);
    const broken = links.filter((target) => !/^https?:/.test(target) && !existsSync(join(root, dirname(path), target)));
    expect(broken).toEqual([]);
  });

  // Buttons of the Japanese dialog, in documents for readers of English.
  test.skipIf(path.endsWith("ja.md"))("translates what it quotes in Japanese", () => {
    const untranslated = Array.from(text.matchAll(/「[^」]*」(?! \()/g), ([quoted]) => quoted);
    expect(untranslated).toEqual([]);
  });

  test("names folders and files of the project that exist", () => {
    const named = Array.from(text.matchAll(/`((?:src|test|pages|docs|tools|\.ci)\/[\w./-]+)`/g), ([, name = ""]) => name);
    expect(named.filter((name) => !existsSync(join(root, name)))).toEqual([]);
  });

  test("names files that exist beside the one before them in the paragraph", () => {
    const named = text.split("\n").flatMap((paragraph) => {
      let folder: string | undefined;
      return Array.from(
        paragraph.matchAll(/`(?:((?:src|test|tools)\/[\w./-]+)\/)?([\w-]+\.(?:tsx?|mjs))`/g),
        ([, within, file = ""]) => {
          folder = within ?? folder;
          return folder === undefined ? [] : [join(folder, file)];
        },
      );
    });
    expect(named.flat().filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
