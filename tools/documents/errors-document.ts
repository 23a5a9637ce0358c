/**
 * Generates docs/errors.md and docs/errors.ja.md from the codes, their explanations, and the texts that people read:
 * node tools/documents/errors-document.ts
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorEn } from "../../src/console/texts/error-en.ts";
import { errorJa } from "../../src/console/texts/error-ja.ts";
import { textsEn } from "../../src/dialog/texts/en.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { optionsTexts } from "../../src/extension/options/texts/texts-for.ts";
import { administrationCodes } from "../../src/protocol/console/problem.ts";
import { problemCodes } from "../../src/protocol/problem.ts";
import { isForAccounts, refusedAnywhere, refusedCertificates } from "../../src/server/routes/description/operation.ts";
import { problemStatuses } from "../../src/server/routes/http/problem.ts";
import { operations } from "../../src/server/routes/operations.ts";
import type { Language } from "../../src/ui/language.ts";
import { webappTexts } from "../../src/webapp/views/texts/texts-for.ts";
import { explanationsJa } from "./explanations-ja.ts";

const root = join(import.meta.dirname, "..", "..");

/** The paths of the documents. */
export const errorsDocuments: Readonly<Record<Language, string>> = {
  en: join(root, "docs", "errors.md"),
  ja: join(root, "docs", "errors.ja.md"),
};

/** A code and the comment on it in the source; empty if there is none. */
export type ExplainedCode = readonly [code: string, explanation: string];

/** The codes of the service's refusals, in responses and in the status. */
export const readRefusals = (): Promise<ExplainedCode[]> => explain("src/protocol/problem.ts", problemCodes);

/** The codes of the administrators' site, besides those. */
export const readAdministration = (): Promise<ExplainedCode[]> => explain("src/protocol/console/problem.ts", administrationCodes);

/** The other codes of the dialog and the extension. */
export async function readFailures(): Promise<ExplainedCode[]> {
  const refusals: readonly string[] = problemCodes;
  const codes = Object.keys(textsEn.errors).filter((code) => !refusals.includes(code));
  const [failures, core] = await Promise.all([explain("src/protocol/failure.ts", codes), explain("src/core/errors.ts", codes)]);
  return failures.map(([code, explanation], at) => [code, explanation || (core[at]?.[1] ?? "")]);
}

/** The codes of a failed proof. */
export const readMisses = (): Promise<ExplainedCode[]> =>
  explain("src/dialog/machine/renewal-state.ts", Object.keys(textsEn.proof.misses));

/** The codes of the options of a watch. */
export const readWatchOptions = (): Promise<ExplainedCode[]> => explainUnion("src/inpage/watch-options.ts", "WatchOptionErrorCode");

/** The codes of a certificate file that is dropped on the extension's options page. */
export const readFileErrors = (): Promise<ExplainedCode[]> =>
  explainUnion("src/extension/certificate-file/certificate-file-error.ts", "CertificateFileCode");

/** The codes of the commands. */
export const readOperatorErrors = (): Promise<ExplainedCode[]> =>
  explainUnion("src/server/system/operator-error.ts", "OperatorErrorCode");

/** The fixed texts of a document around the codes. */
interface Frame {
  readonly head: readonly string[];
  readonly refusals: string;
  readonly administration: string;
  readonly failures: string;
  readonly misses: readonly string[];
  readonly files: string;
  readonly pages: readonly string[];
  readonly options: readonly string[];
  readonly commands: readonly string[];
  readonly status: (status: number, where: string) => string;
  /** Which requests are refused: any, those that take a certificate, or many of the administrators' site. */
  readonly where: { readonly any: string; readonly certificate: string; readonly administration: string };
  readonly columns: {
    readonly code: string;
    readonly when: string;
    readonly shown: string;
    readonly todo: string;
    readonly both: string;
  };
}

const frames: Readonly<Record<Language, Frame>> = {
  en: {
    head: [
      "# Error codes",
      "",
      "日本語は [errors.ja.md](errors.ja.md) にあります。",
      "",
      "Every error has a stable code: the dialog shows it in brackets, a diagnosis contains it after `error=` ([how to read one](support.md)), and problem responses carry it as `code`. For each code this page explains when and why it occurs and what to do, followed by the text that the person reads.",
      "",
      "Set `explanations` in `koshin.json` to the address of this page, or of your own page with the same anchors, and the service links to it.",
    ],
    refusals: "## Refusals of the service",
    administration: "## The administrators' site",
    failures: "## On the person's computer",
    misses: [
      "## The proof of a new certificate",
      "",
      "These follow `miss=` in a diagnosis, and are the `code` of the in-page module's event `failed`.",
    ],
    files: "## Certificate files on the options page",
    pages: [
      "## Pages of the demonstration's web app",
      "",
      "The web app shows these instead of its own pages, with the code below the steps.",
    ],
    options: [
      "## Options of the in-page module",
      "",
      "`watchRenewal` throws a `WatchOptionError` with one of these codes; its `option` names the option, its message says how to correct it.",
    ],
    commands: [
      "## Commands",
      "",
      "A command ends with exit code 0 if it succeeded, 1 if it failed, with a message that says what to do, and 2 if its arguments are invalid. The message is followed by one of these codes:",
    ],
    status: (status, where) => ` (HTTP ${status}, to ${where})`,
    where: {
      any: "any request",
      certificate: "any request that takes a certificate",
      administration: "requests of the administrators' API, whose description says which",
    },
    columns: { code: "code", when: "when", shown: "what the person reads", todo: "what to do", both: "when, and what to do" },
  },
  ja: {
    head: [
      "# エラーコードの一覧",
      "",
      "The same in English: [errors.md](errors.md).",
      "",
      "どのエラーにも変わらないコードがあります。画面では括弧の中に、診断情報では `error=` の後に（[読み方](support.md)）、サービスの応答では `code` に示されます。コードごとに、いつ、なぜ起こるかと、画面に表示される文を並べています。",
      "",
      "`koshin.json` の `explanations` に、このページか、同じ見出しを持つ自分のページのアドレスを設定すると、サービスからリンクされます。",
    ],
    refusals: "## サービスが断る理由",
    administration: "## システム管理サイト",
    failures: "## お使いのパソコンで",
    misses: [
      "## 新しい証明書の接続確認",
      "",
      "診断情報では `miss=` の後に、ページに組み込むモジュールではイベント `failed` の `code` に示されます。",
    ],
    files: "## 設定画面の証明書ファイル",
    pages: ["## デモのウェブアプリの画面", "", "ウェブアプリが自分の画面の代わりに表示します。コードは手順の下に示されます。"],
    options: [
      "## ページに組み込むモジュールのオプション",
      "",
      "`watchRenewal` は、次のどれかのコードで `WatchOptionError` を投げます。場所は `option`、直し方は英語のメッセージに示されます。",
    ],
    commands: [
      "## コマンド",
      "",
      "コマンドは、済めば終了コード0、失敗して対処を文で示せば1、引数が誤っていれば2で終わります。英語の文の後に、次のどれかのコードが示されます。",
    ],
    status: (status, where) => `（HTTP ${status}、対象: ${where}）`,
    where: {
      any: "すべての要求",
      certificate: "証明書を使うすべての要求",
      administration: "システム管理サイトのAPIの要求（どれかはAPIの説明にあります）",
    },
    columns: { code: "コード", when: "いつ、なぜ", shown: "表示", todo: "対処", both: "いつ、なぜ、どうするか" },
  },
};

/** The document in a language, generated from the sources. */
export async function writeErrors(language: Language): Promise<string> {
  const [refusals, administration, failures, misses, files, options, commands] = await Promise.all([
    readRefusals(),
    readAdministration(),
    readFailures(),
    readMisses(),
    readFileErrors(),
    readWatchOptions(),
    readOperatorErrors(),
  ]);
  const frame = frames[language];
  const { columns } = frame;
  const { errors, proof } = dialogTexts(language);
  const ja = explanationsJa;
  const told = (rows: readonly ExplainedCode[], inJapanese: Readonly<Record<string, string>>): readonly ExplainedCode[] =>
    language === "en" ? rows : rows.map(([code]) => [code, inJapanese[code] ?? ""]);
  const read = new Map<string, string>([...Object.entries({ en: errorEn, ja: errorJa }[language]), ...Object.entries(errors)]);
  const statuses = new Map<string, number>(Object.entries(problemStatuses));
  const section = ([code, explanation]: ExplainedCode): string[] => {
    const status = statuses.get(code);
    return [
      `### ${code}`,
      explanation + (status === undefined ? "" : frame.status(status, whereIs(code, frame.where))),
      "",
      `> ${read.get(code) ?? ""}`,
      "",
    ];
  };
  const pages = Object.entries(webappTexts(language).refused.reasons);
  return [
    ...frame.head,
    "",
    frame.refusals,
    "",
    ...told(refusals, ja.renewal).flatMap(section),
    frame.administration,
    "",
    ...told(administration, ja.administration).flatMap(section),
    frame.failures,
    "",
    ...told(failures, ja.renewal).flatMap(section),
    ...frame.misses,
    "",
    ...table([columns.code, columns.when, columns.shown], shownRows(told(misses, ja.miss), proof.misses)),
    frame.files,
    "",
    ...table([columns.code, columns.when, columns.shown], shownRows(told(files, ja.file), optionsTexts(language).files.errors)),
    ...frame.pages,
    "",
    ...table(
      [columns.code, columns.when, columns.todo],
      pages.map(([code, { title, what, steps }]) => [
        code,
        `**${title}** ${what}`,
        steps.map((step, at) => `${at + 1}. ${step}`).join("<br>"),
      ]),
    ),
    ...frame.options,
    "",
    ...table([columns.code, columns.both], told(options, ja.watch)),
    ...frame.commands,
    "",
    ...table([columns.code, columns.both], told(commands, ja.command)),
  ].join("\n");
}

/** More requests of the administrators' API are not named one by one. */
const mostNamed = 4;

/** The requests that can be refused with a code, according to the description of the API. */
function whereIs(code: string, { any, certificate, administration }: Frame["where"]): string {
  const has = (codes: readonly string[]): boolean => codes.includes(code);
  if (has(refusedCertificates)) return certificate;
  const refusing = operations.filter(({ refusals }) => has(refusals));
  // A code that no operation lists is returned before there is one, or at unknown addresses.
  if (has(refusedAnywhere) || has(["not-found", "cross-site"]) || refusing.length === 0) return any;
  const administering = refusing.filter(isForAccounts);
  const named = administering.length > mostNamed ? refusing.filter((each) => !isForAccounts(each)) : refusing;
  const requests = named.map(({ method, path }) => `\`${method.toUpperCase()} ${path}\``);
  return Array.from(new Set([...requests, ...(named === refusing ? [] : [administration])])).join(", ");
}

/** Rows of codes with what the person reads. */
function shownRows(rows: readonly ExplainedCode[], shown: Readonly<Record<string, string>>): readonly (readonly string[])[] {
  return rows.map(([code, words]) => [code, words, shown[code] ?? ""]);
}

/** A table whose first column is a code. */
function table(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(columns),
    `|${columns.map(() => "---|").join("")}`,
    ...rows.map(([code = "", ...cells]) => line([`\`${code}\``, ...cells])),
    "",
  ];
}

async function explainUnion(path: string, name: string): Promise<ExplainedCode[]> {
  const source = await readFile(join(root, path), "utf8");
  const declared = source.slice(source.indexOf(`export type ${name} =`)).split(/";$/m, 1)[0] ?? "";
  const members = `${declared}"`.replaceAll(/\/\*\*.*?\*\//gs, "").matchAll(/"([a-z0-9-]+)"/g);
  return await explain(
    path,
    Array.from(members, ([, code = ""]) => code),
  );
}

/** The comment above each code in a source file, where a code is a string or a property name. */
async function explain(path: string, codes: readonly string[]): Promise<ExplainedCode[]> {
  const source = await readFile(join(root, path), "utf8");
  const comments = source.matchAll(/\/\*\*((?:(?!\*\/).)*)\*\/\s*(?:\|\s*)?"?([a-z][a-z0-9-]*)"?\s*[:,|;\n]/gs);
  const found = new Map(
    Array.from(comments, ([, words = "", code = ""]) => [code, words.replaceAll(/\s+(?:\* )?/g, " ").trim()] as const),
  );
  return codes.map((code) => [code, found.get(code) ?? ""]);
}

if (import.meta.main) {
  for (const language of ["en", "ja"] as const) await writeFile(errorsDocuments[language], await writeErrors(language));
}
