// Checks types, then lints with the same program: run separately, they would parse every file twice.
import { ESLint } from "eslint";
import ts from "typescript";

const host = {
  ...ts.sys,
  /** @param {ts.Diagnostic} diagnostic */
  onUnRecoverableConfigFileDiagnostic(diagnostic) {
    throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
  },
};
const settings = ts.getParsedCommandLineOfConfigFile("tsconfig.json", {}, host);
if (settings === undefined) throw new Error("tsconfig.json not found.");
const program = ts.createProgram({ rootNames: settings.fileNames, options: settings.options });
const diagnostics = [...settings.errors, ...ts.getPreEmitDiagnostics(program)];
if (diagnostics.length > 0) {
  console.error(
    ts.formatDiagnosticsWithColorAndContext(diagnostics, {
      ...ts.sys,
      getNewLine: () => "\n",
      getCanonicalFileName: (name) => name,
    }),
  );
  process.exit(1);
}

const eslint = new ESLint({
  overrideConfigFile: "tools/check/eslint.config.js",
  overrideConfig: { languageOptions: { parserOptions: { projectService: false, programs: [program] } } },
});
const results = await eslint.lintFiles(["."]);
const formatter = await eslint.loadFormatter("stylish");
const text = await formatter.format(results);
if (text !== "") console.error(text);
if (results.some(({ errorCount, warningCount }) => errorCount + warningCount > 0)) process.exit(1);
