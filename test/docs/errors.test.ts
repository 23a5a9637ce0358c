import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { administrationCodes } from "../../src/protocol/console/problem.ts";
import { problemCodes } from "../../src/protocol/problem.ts";
import { textsEn } from "../../src/ui/texts/en.ts";
import { webappTexts } from "../../src/webapp/views/texts/texts-for.ts";
import {
  errorsDocuments,
  readAdministration,
  readFailures,
  readFileErrors,
  readMisses,
  readOperatorErrors,
  readRefusals,
  readWatchOptions,
  writeErrors,
} from "../../tools/documents/errors-document.ts";
import { explanationsJa } from "../../tools/documents/explanations-ja.ts";
import { readDiagnosis } from "../dialog/diagnosis-line.ts";
import { root } from "./documents.ts";

describe.for(["en", "ja"] as const)("the errors' document in %s", (language) => {
  test("matches the sources of the codes; node tools/documents/errors-document.ts regenerates it", async () => {
    expect(await readFile(errorsDocuments[language], "utf8")).toBe(await writeErrors(language));
  });

  test("has one anchor for each code that the dialog shows, with its explanation and the person's text", async () => {
    const sections = Array.from(
      (await writeErrors(language)).matchAll(/^### ([a-z0-9-]+)\n.{10,}\n\n> .{10,}$/gm),
      ([, anchor]) => anchor,
    );
    expect(sections.toSorted()).toEqual([...Object.keys(textsEn.errors), ...administrationCodes].toSorted());
  });

  test("names the status of each refusal, and the requests that it answers", async () => {
    const text = await writeErrors(language);
    const where = new Map(
      Array.from(text.matchAll(/^### ([a-z0-9-]+)\n.*[(（]HTTP (\d{3}.*)[)）]$/gm), ([, code = "", told = ""]) => [code, told]),
    );
    expect(Array.from(where.keys())).toEqual([...problemCodes, ...administrationCodes]);
    expect(where.get("stage-unknown")).toMatch(/^400, to `POST \/api\/cert\/stage`$|^400、対象: `POST \/api\/cert\/stage`$/);
    expect(where.get("no-certificate")).toMatch(/to any request that takes a certificate$|対象: 証明書を使うすべての要求$/);
    expect(where.get("unavailable")).toMatch(/to any request$|対象: すべての要求$/);
  });

  test("leaves no table cell empty, and has a row for every refusal page of the web app", async () => {
    const rows = Array.from(
      (await writeErrors(language)).matchAll(/^\| `([a-z0-9-]+)` \|(.*)\|$/gm),
      ([, code, cells = ""]) => [code, cells.split("|")] as const,
    );
    expect(rows.filter(([, cells]) => cells.some((cell) => cell.trim().length < 8))).toEqual([]);
    const pages = rows.filter(([, cells]) => cells[1]?.includes("1. ")).map(([code]) => code);
    expect(pages).toEqual(Object.keys(webappTexts(language).refused.reasons));
  });
});

describe("the source of a code", () => {
  test.for([
    { kind: "refusal", read: readRefusals, ja: explanationsJa.renewal, atLeast: problemCodes.length },
    { kind: "refusal of the administrators' site", read: readAdministration, ja: explanationsJa.administration, atLeast: 9 },
    { kind: "failure on the person's computer", read: readFailures, ja: explanationsJa.renewal, atLeast: 15 },
    { kind: "miss of a proof", read: readMisses, ja: explanationsJa.miss, atLeast: 6 },
    { kind: "fault of a certificate's file", read: readFileErrors, ja: explanationsJa.file, atLeast: 4 },
    { kind: "option of a watch", read: readWatchOptions, ja: explanationsJa.watch, atLeast: 4 },
    { kind: "failure of a command", read: readOperatorErrors, ja: explanationsJa.command, atLeast: 20 },
  ])("explains every $kind in both languages", async ({ read, ja, atLeast }) => {
    const codes = await read();
    const inJapanese = new Map(Object.entries(ja));
    expect(codes.length).toBeGreaterThanOrEqual(atLeast);
    expect(codes.filter(([, explanation]) => !/^[A-Z`].{15,}\.$/.test(explanation))).toEqual([]);
    expect(codes.filter(([code]) => !/[ぁ-ん].{8,}。$/.test(inJapanese.get(code) ?? ""))).toEqual([]);
  });

  test("explains no unknown code in Japanese", async () => {
    const all = await Promise.all([
      readRefusals(),
      readAdministration(),
      readFailures(),
      readMisses(),
      readFileErrors(),
      readWatchOptions(),
      readOperatorErrors(),
    ]);
    const { renewal, administration, miss, file, watch, command } = explanationsJa;
    const explained = [renewal, administration, miss, file, watch, command].flatMap((each) => Object.keys(each));
    expect(explained.toSorted()).toEqual(
      all
        .flat()
        .map(([code]) => code)
        .toSorted(),
    );
  });
});

test("docs/support.md explains each key of its example, and of any other diagnosis", async () => {
  const text = await readFile(join(root, "docs", "support.md"), "utf8");
  const explained = Array.from(text.matchAll(/^\| (`.+?) \|/gm), ([, keys = ""]) => keys.replaceAll("`", "").split(", ")).flat();
  const example = readDiagnosis(/^koshin=.+$/m.exec(text)?.[0] ?? "");
  expect(explained).toEqual(expect.arrayContaining(Object.keys(example)));
  expect(explained.toSorted()).toEqual(
    "koshin time part browser os host step stage job error causes miss seen old new days clock request".split(" ").toSorted(),
  );
});
