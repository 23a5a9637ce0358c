import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { importSentences } from "../../src/server/issuance/takeover/import-refusal.ts";
import { root } from "./documents.ts";

test("docs/takeover.md lists every reason why something is not imported", async () => {
  const text = await readFile(join(root, "docs", "takeover.md"), "utf8");
  const rows = Array.from(text.matchAll(/^\| `([a-z0-9-]+)` \| (.*) \|$/gm), ([, code = "", sentence = ""]) => [code, sentence]);
  const listed = new Map(rows.map(([code = "", sentence = ""]) => [code, sentence]));
  for (const [code, sentence] of Object.entries(importSentences)) expect([code, listed.get(code)]).toEqual([code, sentence]);
});
