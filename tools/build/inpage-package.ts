import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";
import { build, type Plugin } from "vite";
import packageJson from "../../package.json" with { type: "json" };

const root = join(import.meta.dirname, "..", "..");
/** The entry point of the in-page module. */
export const inpageEntry = join(root, "src", "inpage", "watch-renewal.ts");

/** The entry point of the script that the service puts into pages; a policy may allow it alone, so everything is in it. */
const injectedEntry = join(root, "src", "inpage", "injected.ts");

/** The scripts that are loaded when a certificate is due, shared by the module and the plain script, by their entries. */
const lateScripts: ReadonlyMap<string, string> = new Map([
  [join(root, "src", "inpage", "renewal-dialog.ts"), "koshin-dialog.js"],
  [join(root, "src", "inpage", "stopped-presses.ts"), "koshin-stopped.js"],
  [join(root, "src", "inpage", "replace-texts.ts"), "koshin-replace.js"],
  [join(root, "src", "dialog", "illustrations", "import-drawing.tsx"), "koshin-drawings.js"],
  [join(root, "src", "dialog", "texts", "ja.ts"), "koshin-ja.js"],
  [join(root, "src", "dialog", "texts", "en.ts"), "koshin-en.js"],
]);

/** The name of a script besides the module's own, by the file that is its entry, if it has one, and by what is in it. */
export function scriptName(entry: string | null | undefined, modules: readonly string[]): string {
  // The bundler names its own runtime, too, before it puts that into another script.
  return lateScripts.get(entry ?? "") ?? (modules.length === 0 ? "koshin-runtime.js" : "koshin-shared.js");
}

/**
 * Turns the folder of the in-page build into a separate package: `import … from "koshin/inpage"` works where it is
 * installed, with types, and without the packages that the service needs. It also contains a plain script.
 */
export function inpagePackage(): Plugin {
  return {
    name: "koshin:inpage-package",
    async generateBundle(_options, bundle) {
      for (const script of Object.values(bundle))
        if (script.type === "chunk" && lateScripts.has(script.facadeModuleId ?? "")) script.code = withoutHints(script.code);
      const { name, version, description, license, type, exports } = packageJson;
      const moved: unknown = JSON.parse(JSON.stringify(exports).replaceAll("./dist/inpage/", "./"));
      const described = { name, version, description, license, type, exports: moved, sideEffects: false };
      const files = {
        "koshin.iife.js": await plainScript(inpageEntry, lateScripts),
        "koshin-injected.js": await plainScript(injectedEntry, new Map()),
        "koshin.d.ts": writeDeclarations(inpageEntry),
        "package.json": `${JSON.stringify(described, undefined, 2)}\n`,
        "README.md": withoutRelativeLinks(readFileSync(join(root, "docs", "web-app-developer.md"), "utf8")),
        LICENSE: readFileSync(join(root, "LICENSE"), "utf8"),
      };
      for (const [fileName, source] of Object.entries(files)) this.emitFile({ type: "asset", fileName, source });
    },
  };
}

/** Hints with which a bundler removes what is not used: of a script that is loaded late all is used, and they add to its size. */
function withoutHints(code: string): string {
  return code.replaceAll(/ ?\/\* @__PURE__ \*\/ ?/g, " ");
}

/** A document for a package that does not contain the other documents. */
export function withoutRelativeLinks(markdown: string): string {
  return markdown.replaceAll(/\[([^\]]+)\]\((?!https?:|#)[^)]+\)/g, "$1");
}

/**
 * A module as a plain script, which defines `koshin`.
 *
 * @param late what it imports by relative paths, as the module does; everything else is in it
 */
async function plainScript(entry: string, late: ReadonlyMap<string, string>): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    build: {
      write: false,
      lib: { entry, name: "koshin", formats: ["iife"] },
      rolldownOptions: {
        external: (id, importer) => importer !== undefined && late.has(resolve(dirname(importer), id)),
        output: { paths: (id) => `./${scriptName(id, [id])}` },
      },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((bundle) => ("output" in bundle ? bundle.output : []));
  const [script, ...others] = outputs.filter((output) => output.type === "chunk");
  if (script === undefined || others.length > 0) throw new Error("The plain script must be a single file.");
  return script.code;
}

/**
 * The declarations of a module and of everything they refer to, as one file without imports.
 *
 * @throws Error if a declaration cannot be derived from its own file, or needs a package
 */
function writeDeclarations(file: string): string {
  const done = new Set<string>();
  const parts: string[] = [];
  const visit = (path: string): void => {
    if (done.has(path)) return;
    done.add(path);
    const declared = declare(path);
    const source = ts.createSourceFile(path, declared, ts.ScriptTarget.ESNext);
    const own: string[] = [];
    for (const statement of source.statements) {
      const from = originOf(statement);
      if (from === undefined) own.push(statement.getFullText(source));
      else if (from.startsWith(".")) visit(join(dirname(path), from));
      else throw new Error(`The declarations of ${path} need the package ${from}.`);
    }
    parts.push(own.join(""));
  };
  visit(file);
  return `${parts.join("\n").trim()}\n`;
}

/** The module that a statement imports from. */
function originOf(statement: ts.Statement): string | undefined {
  if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return undefined;
  return statement.moduleSpecifier !== undefined && ts.isStringLiteral(statement.moduleSpecifier)
    ? statement.moduleSpecifier.text
    : undefined;
}

function declare(path: string): string {
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(readFileSync(path, "utf8"), {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, isolatedDeclarations: true },
  });
  const [first] = diagnostics;
  if (first !== undefined) throw new Error(`${path}: ${ts.flattenDiagnosticMessageText(first.messageText, " ")}`);
  return outputText;
}
