import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { expect, test } from "vitest";
import { readSiteFile } from "../../src/extension/site-list.ts";
import { root } from "./documents.ts";

const Rule = v.pipe(v.string(), v.parseJson(), v.strictObject({ pattern: v.string(), filter: v.record(v.string(), v.unknown()) }));
const Policy = v.looseObject({
  AutoSelectCertificateForUrls: v.array(Rule),
  "3rdparty": v.object({
    extensions: v.record(v.string(), v.strictObject({ sites: v.unknown(), personMayAddSites: v.boolean() })),
  }),
});

test("the administrators' policy file is one, with sites that the extension takes", async () => {
  const text = await readFile(join(root, "docs", "administrator.md"), "utf8");
  const [, block = ""] = /^```json\n(.*?)^```/ms.exec(text) ?? [];
  const policy = v.parse(v.pipe(v.string(), v.parseJson(), Policy), block);
  const [settings] = Object.values(policy["3rdparty"].extensions);
  expect(readSiteFile(JSON.stringify({ sites: settings?.sites }))).toHaveLength(1);
  expect(policy.AutoSelectCertificateForUrls.map(({ pattern }) => pattern)).toEqual([
    "https://app.clinic.example",
    "https://[*.]verify.clinic.example",
  ]);
});
