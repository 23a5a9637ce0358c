/** Generates docs/settings.md from the settings' schema and its comments: node tools/documents/settings-document.ts */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import * as v from "valibot";
import { Front } from "../../src/server/settings/front.ts";
import { Ocsp } from "../../src/server/settings/ocsp.ts";
import { needsRestart } from "../../src/server/settings/settings-in-flight.ts";
import { defaultSettings, Settings } from "../../src/server/settings/settings.ts";
import { settingsOf, valueAt, variableOf } from "../../src/server/system/read-variables.ts";

const root = join(import.meta.dirname, "..", "..");
const sources = [
  "settings",
  "certificate-profile",
  "front",
  "holders",
  "hosts",
  "kinds",
  "ocsp",
  "products",
  "subjects",
  "tenant-rules",
  "operation-settings",
].map((name) => `src/server/settings/${name}.ts`);

/** The defaults of groups that a service has without them. */
const groupDefaults = { front: v.getDefaults(Front), ocsp: v.getDefaults(Ocsp) };

/** The path of the document. */
export const settingsDocument = join(root, "docs", "settings.md");

/** The document, generated from the schema. */
export async function writeSettings(): Promise<string> {
  const schemas = await readSchemas();
  const rows = settingsOf(Settings).map(({ path, kind }) => {
    const byDefault = valueAt(defaultSettings, path) ?? valueAt(groupDefaults, path);
    const cells = [
      `\`${path.join(".")}\``,
      describe(schemas, path),
      kind.replace("picklist", "word").replace("array", "list").replace("union", "string or list"),
      byDefault === undefined ? "" : `\`${JSON.stringify(byDefault)}\``,
      needsRestart(path) ? "restart" : "reload",
      `\`${variableOf(path)}\``,
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "# Settings",
    "",
    "The file `koshin.json` of the data folder. Each setting also has an environment variable, which overrides the file; lists in it are separated by commas, or written as JSON. An empty variable counts as unset, except for a list, which it makes empty. `koshin init` writes the defaults. If a setting is invalid, the service names it when it starts.",
    "",
    "The column “changed by” says whether a running service applies a change by a reload (`koshin reload`, `systemctl reload koshin`) or needs a restart; [operations.md](operations.md#running-under-systemd) says what a reload reports. A change of a variable always needs a restart.",
    "",
    "| setting | description | type | default | changed by | variable |",
    "|---|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

/** The object literals of the schemas, by the name of their constant. */
async function readSchemas(): Promise<Map<string, ts.Expression>> {
  const schemas = new Map<string, ts.Expression>();
  for (const path of sources) {
    const file = ts.createSourceFile(path, await readFile(join(root, path), "utf8"), ts.ScriptTarget.Latest, true);
    for (const statement of file.statements.filter(ts.isVariableStatement)) {
      for (const { name, initializer } of statement.declarationList.declarations) {
        if (ts.isIdentifier(name) && initializer) schemas.set(name.text, initializer);
      }
    }
  }
  return schemas;
}

/** The comment of a setting, or else of its nearest parent. */
function describe(schemas: Map<string, ts.Expression>, path: readonly string[]): string {
  let entries = entriesOf(schemas, schemas.get("Settings"));
  const comments: string[] = [];
  for (const name of path) {
    const property = entries?.properties.find((each) => each.name?.getText() === name);
    if (property === undefined) break;
    const [comment] = ts.getJSDocCommentsAndTags(property);
    const text = comment && ts.isJSDoc(comment) ? ts.getTextOfJSDocComment(comment.comment) : undefined;
    if (text !== undefined) comments.push(text.replace(/\s+/g, " "));
    const value = ts.isPropertyAssignment(property) ? property.initializer : undefined;
    entries = entriesOf(schemas, value ?? schemas.get(name));
  }
  return comments.join(" — ").replaceAll("|", "\\|");
}

/** The object literal of a schema, through constants and calls such as `v.optional(Limits, …)`. */
function entriesOf(schemas: Map<string, ts.Expression>, schema: ts.Expression | undefined): ts.ObjectLiteralExpression | undefined {
  if (schema === undefined) return undefined;
  if (ts.isObjectLiteralExpression(schema)) return schema;
  if (ts.isIdentifier(schema)) return entriesOf(schemas, schemas.get(schema.text));
  return ts.isCallExpression(schema) ? entriesOf(schemas, schema.arguments[0]) : undefined;
}

if (import.meta.main) await writeFile(settingsDocument, await writeSettings());
