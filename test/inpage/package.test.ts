import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import * as v from "valibot";
import { build, type Rollup } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../docs/documents.ts";
import { Project } from "./hosts/project.ts";

const run = promisify(execFile);

let project: Project;
beforeAll(async () => {
  project = await Project.create();
});
afterAll(() => project[Symbol.asyncDispose]());

test("the archive contains the module, its types, and nothing else", () => {
  expect(project.packed).toEqual([
    "LICENSE",
    "README.md",
    "THIRD-PARTY-LICENSES.md",
    "koshin-dialog.js",
    "koshin-drawings.js",
    "koshin-en.js",
    "koshin-injected.js",
    "koshin-ja.js",
    "koshin-replace.js",
    "koshin-shared.js",
    "koshin-stopped.js",
    "koshin.d.ts",
    "koshin.iife.js",
    "koshin.js",
    "package.json",
  ]);
});

/** An app's file that uses all of the module's types. */
const consumer = `
  import { replaceableTexts, watchRenewal, WatchOptionError, type RenewalWatch, type WatchEvent, type WatchOptions, type WatchTexts } from "koshin/inpage";
  const texts: WatchTexts = { title: "Renew", check: { daysLeft: "{days} days" }, errors: { unreachable: "Call us." } };
  const options: WatchOptions = { language: "en", texts: { en: texts }, signal: new AbortController().signal, onEvent: describe };
  const watch: RenewalWatch = watchRenewal(options);
  watch.finished.then((outcome) => outcome === "shown" && watch.stop());
  function describe(event: WatchEvent): string {
    switch (event.type) {
      case "due": return event.occasion + event.daysLeft.toFixed() + event.notAfter;
      case "issued": case "downloaded": case "proved": return event.serial;
      case "failed": return event.code;
      case "style-refused": return event.property;
      case "shown": case "dismissed": return event.type;
    }
  }
  export const code = (error: unknown): string => error instanceof WatchOptionError ? error.code + error.option : replaceableTexts.check[0];
`;

/** An app with a type error on each line. */
const invalidConsumer = `import { watchRenewal } from "koshin/inpage";
  watchRenewal({ texts: { ja: { check: { titel: "a" } } } });
  watchRenewal({ texts: { ja: { check: { heading: undefined } } } });
  watchRenewal({ language: "fr" });
  watchRenewal({ onEvent: (event) => event.type === "issued" && event.password });
`;

test.for([
  { resolution: "a bundler", options: ["--module", "esnext", "--moduleResolution", "bundler"] },
  { resolution: "Node", options: ["--module", "nodenext", "--moduleResolution", "nodenext"] },
])(
  "an app with module resolution $resolution and the page's TypeScript compile, and type errors are reported",
  async ({ options }) => {
    await project.write("consumer.ts", consumer);
    await project.write("invalidConsumer.ts", invalidConsumer);
    const page = await readFile(join(root, "docs", "web-app-developer.md"), "utf8");
    const blocks = Array.from(page.matchAll(/^```ts\n(.*?)^```/gms), ([, block = ""]) => block);
    expect(blocks.length).toBeGreaterThan(0);
    const documented = await Promise.all(blocks.map((block, number) => project.write(`documented${number}.ts`, block)));
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    const strict = ["--strict", "--exactOptionalPropertyTypes", "--skipLibCheck", "false", "--noEmit", "--target", "es2022"];
    const said = await run(process.execPath, [tsc, ...strict, ...options, "consumer.ts", "invalidConsumer.ts", ...documented], {
      cwd: project.folder,
    }).then(
      () => "",
      (error: unknown) => v.parse(v.object({ stdout: v.string() }), error).stdout,
    );
    const places = Array.from(said.matchAll(/^(\S+\(\d+),/gm), ([, place]) => place);
    expect(places).toEqual([2, 3, 4, 5].map((line) => `invalidConsumer.ts(${line}`));
  },
);

describe("without a document, as where a page is rendered on a server,", () => {
  const app = `
    const { watchRenewal } = await import("koshin/inpage");
    const events = [];
    const watch = watchRenewal({ onEvent: ({ type }) => events.push(type) });
    watch.stop();
    const outcome = await watchRenewal({ onEvent: ({ type }) => events.push(type), signal: new AbortController().signal }).finished;
    let invalid;
    try { watchRenewal({ language: "fr" }); } catch (error) { invalid = error.code; }
    console.info(JSON.stringify({ outcome, stopped: await watch.finished, events, invalid }));
  `;

  // Node 20, which frameworks still support, lacks the function.
  test.for([
    ["Node 24", ""],
    ["a Node.js without Promise.withResolvers", "delete Promise.withResolvers;"],
  ])("a watch finds nothing, in %s", async ([, before]) => {
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", `${before ?? ""}${app}`], { cwd: project.folder });
    expect(JSON.parse(stdout)).toEqual({ outcome: "nothing", stopped: "nothing", events: [], invalid: "option-wrong" });
  });
});

/** Bundles an app of one file; returns what its page loads initially, and everything that it may load. */
async function bundle(app: string): Promise<{ readonly first: number; readonly whole: number }> {
  const input = await project.write("app.js", app);
  const built = await build({
    root: project.folder,
    configFile: false,
    logLevel: "error",
    build: { write: false, modulePreload: { polyfill: false }, rolldownOptions: { input } },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((each) => ("output" in each ? each.output : []));
  const chunks = outputs.filter((output): output is Rollup.OutputChunk => output.type === "chunk");
  const reached = new Set<string>();
  const follow = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    chunks.find(({ fileName }) => fileName === name)?.imports.forEach(follow);
  };
  chunks.filter(({ isEntry }) => isEntry).forEach(({ fileName }) => follow(fileName));
  const weigh = (some: Rollup.OutputChunk[]): number => some.reduce((sum, { code }) => sum + gzipSync(code).length, 0);
  return { first: weigh(chunks.filter(({ fileName }) => reached.has(fileName))), whole: weigh(chunks) };
}

describe("a bundled app", () => {
  test("loads less than 8 kB if nothing is due, and the dialog separately", async () => {
    const { first, whole } = await bundle(`import { watchRenewal } from "koshin/inpage";\nwatchRenewal();`);
    expect(first).toBeLessThan(8_000);
    expect(whole).toBeGreaterThan(30_000);
  });

  test("does not include the dialog if it imports only a constant or the error", async () => {
    const { whole } = await bundle(
      `import { replaceableTexts, WatchOptionError } from "koshin/inpage";\nexport const a = [replaceableTexts, WatchOptionError];\nconsole.info(a);`,
    );
    expect(whole).toBeLessThan(2_500);
  });

  test("includes nothing for an unused import", async () => {
    const { whole } = await bundle(`import { watchRenewal } from "koshin/inpage";\nconsole.info(1);`);
    expect(whole).toBeLessThan(100);
  });
});
