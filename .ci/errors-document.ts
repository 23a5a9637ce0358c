/** Writes docs/errors.md from the codes, the comments on them, and the dialog's sentences: node .ci/errors-document.ts */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorsEn } from "../src/dialog/errors-en.ts";
import { errorsJa } from "../src/dialog/errors-ja.ts";
import { textsEn } from "../src/dialog/texts-en.ts";
import { textsJa } from "../src/dialog/texts-ja.ts";
import { problemCodes } from "../src/protocol/problem.ts";
import { trackedTexts } from "../src/extension/tracked/texts.ts";
import { problemStatuses } from "../src/server/routes/problem.ts";

const root = join(import.meta.dirname, "..");

/** Where the document is. */
export const errorsDocument = join(root, "docs", "errors.md");

/** A code and what its source says of it; empty where it says nothing. */
export type ExplainedCode = readonly [code: string, explanation: string];

/** The codes of the service's refusals, as its answers and its status name them. */
export const readRefusals = (): Promise<ExplainedCode[]> => explain("src/protocol/problem.ts", problemCodes);

/** The further codes of the dialog and the extension. */
export async function readFailures(): Promise<ExplainedCode[]> {
  const refusals: readonly string[] = problemCodes;
  const codes = Object.keys(errorsEn).filter((code) => !refusals.includes(code));
  const [failures, core] = await Promise.all([explain("src/protocol/extension-message.ts", codes), explain("src/core/errors.ts", codes)]);
  return failures.map(([code, explanation], at) => [code, explanation || (core[at]?.[1] ?? "")]);
}

/** The codes of a proof that did not succeed. */
export const readMisses = (): Promise<ExplainedCode[]> => explain("src/dialog/renewal-state.ts", Object.keys(textsEn.proof.misses));

/** The codes of the options of a watch. */
export const readWatchOptions = (): Promise<ExplainedCode[]> => explainUnion("src/inpage/watch-option-error.ts", "WatchOptionErrorCode");

/** The codes of a certificate's file that is dropped on the extension's options page. */
export const readFileErrors = (): Promise<ExplainedCode[]> => explainUnion("src/extension/tracked/certificate-file-error.ts", "CertificateFileCode");

/** The codes of the commands. */
export const readOperatorErrors = (): Promise<ExplainedCode[]> => explainUnion("src/server/operator-error.ts", "OperatorErrorCode");

/** The document as it should be. */
export async function writeErrors(): Promise<string> {
  const [refusals, failures, misses, files, options, commands] = await Promise.all([
    readRefusals(),
    readFailures(),
    readMisses(),
    readFileErrors(),
    readWatchOptions(),
    readOperatorErrors(),
  ]);
  const english = new Map(Object.entries(errorsEn));
  const japanese = new Map(Object.entries(errorsJa));
  const statuses = new Map<string, number>(Object.entries(problemStatuses));
  const section = ([code, explanation]: ExplainedCode): string[] => {
    const status = statuses.get(code);
    return [
      `### ${code}`,
      explanation + (status === undefined ? "" : ` (HTTP ${status})`),
      "",
      `- ${english.get(code) ?? ""}`,
      `- ${japanese.get(code) ?? ""}`,
      "",
    ];
  };
  return [
    "# Errors, code by code",
    "",
    "Every error has a stable code: the dialog shows it in brackets, a diagnosis names it behind `error=` ([how to read one](support.md)), and problem answers carry it as `code`. Below each code stands when and why it comes, then what the person reads, in English and in Japanese. 各コードの2行目が画面に表示される日本語です。",
    "",
    "Set `explanations` in `koshin.json` to the address of this page, or of your own with the same anchors, and the service links to it.",
    "",
    "## Refusals of the service",
    "",
    ...refusals.flatMap(section),
    "## On the person's computer",
    "",
    ...failures.flatMap(section),
    "## The proof of a new certificate",
    "",
    "Behind `miss=` in a diagnosis, and as the `code` of the in-page module's event `failed`.",
    "",
    ...readTable(misses, textsEn.proof.misses, textsJa.proof.misses),
    "## A certificate's file on the options page",
    "",
    ...readTable(files, trackedTexts("en").errors, trackedTexts("ja").errors),
    "## Options of the in-page module",
    "",
    "`watchRenewal` throws a `WatchOptionError` with one of these; its `option` names the place, its message says how to mend it.",
    "",
    ...table(options),
    "## Commands",
    "",
    "A command ends with exit code 0 where it has done its work, 1 where it has failed and said in a sentence what to do, and 2 where its arguments are wrong. Behind the sentence stands one of these codes:",
    "",
    ...table(commands),
  ].join("\n");
}

/** A table of codes with what the person reads, in English and in Japanese. */
function readTable(rows: readonly ExplainedCode[], en: Readonly<Record<string, string>>, ja: Readonly<Record<string, string>>): string[] {
  const cells = rows.map(([code, words]) => `| \`${code}\` | ${words} | ${en[code] ?? ""} | ${ja[code] ?? ""} |`);
  return ["| code | when | what the person reads | 表示 |", "|---|---|---|---|", ...cells, ""];
}

function table(rows: readonly ExplainedCode[]): string[] {
  return ["| code | when, and what to do |", "|---|---|", ...rows.map(([code, words]) => `| \`${code}\` | ${words} |`), ""];
}

async function explainUnion(path: string, name: string): Promise<ExplainedCode[]> {
  const source = await readFile(join(root, path), "utf8");
  const declared = source.slice(source.indexOf(`export type ${name} =`)).split(/";$/m, 1)[0] ?? "";
  const members = `${declared}"`.replaceAll(/\/\*\*.*?\*\//gs, "").matchAll(/"([a-z0-9-]+)"/g);
  return await explain(path, Array.from(members, ([, code = ""]) => code));
}

/** What the comment above each code says, in a source where a code stands as a string or as a property's name. */
async function explain(path: string, codes: readonly string[]): Promise<ExplainedCode[]> {
  const source = await readFile(join(root, path), "utf8");
  const comments = source.matchAll(/\/\*\*((?:(?!\*\/).)*)\*\/\s*(?:\|\s*)?"?([a-z][a-z0-9-]*)"?\s*[:,|;\n]/gs);
  const found = new Map(Array.from(comments, ([, words = "", code = ""]) => [code, words.replaceAll(/\s+(?:\* )?/g, " ").trim()] as const));
  return codes.map((code) => [code, found.get(code) ?? ""]);
}

if (import.meta.main) await writeFile(errorsDocument, await writeErrors());
