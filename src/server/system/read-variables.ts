import type { GenericSchema } from "valibot";

/** A settings file's content, as JSON has it. */
export type SettingsObject = Readonly<Record<string, unknown>>;

/**
 * Reads an environment variable. An empty one counts as not set: that is what container tools and scripts make of a
 * value that nobody has given.
 */
export function readVariable(name: string): string | undefined {
  const text = process.env[name];
  return text === "" ? undefined : text;
}

/**
 * Puts the settings that environment variables name into the place of those of the file. The variable of
 * `listen.port` is `KOSHIN_LISTEN_PORT`, that of `freshProofHosts` is `KOSHIN_FRESH_PROOF_HOSTS`; lists are written
 * with commas. An empty variable counts as not set, but for a list, which it makes empty. A value of the wrong kind
 * stays the text that it is, for the schema to refuse.
 */
export function withVariables(
  content: SettingsObject,
  schema: GenericSchema,
  environment: Readonly<Record<string, string | undefined>>,
): SettingsObject {
  let result = content;
  for (const { path, kind } of settingsOf(schema)) {
    const text = environment[variableOf(path)];
    if (text !== undefined && (text !== "" || kind === "array")) result = withValue(result, path, valueOf(text, kind));
  }
  return result;
}

/** The environment variable of a setting. */
export function variableOf(path: readonly string[]): string {
  return ["koshin", ...path.map((name) => name.replace(/[A-Z]/g, "_$&"))].join("_").toUpperCase();
}

/** Every single setting of a schema: its path, and the schema's word for its kind. */
export function settingsOf(schema: unknown, path: readonly string[] = []): { path: readonly string[]; kind: string }[] {
  if (!isObject(schema)) return [];
  if (isObject(schema["wrapped"])) return settingsOf(schema["wrapped"], path);
  const { entries, type } = schema;
  if (isObject(entries)) return Object.entries(entries).flatMap(([name, inner]) => settingsOf(inner, [...path, name]));
  return [{ path, kind: typeof type === "string" ? type : "unknown" }];
}

function valueOf(text: string, kind: string): unknown {
  if (kind === "number" && /^-?\d+$/.test(text)) return Number(text);
  if (kind === "boolean" && (text === "true" || text === "false")) return text === "true";
  if (kind === "array") return text === "" ? [] : text.split(",").map((item) => item.trim());
  return text;
}

function withValue(content: SettingsObject, [name = "", ...rest]: readonly string[], value: unknown): SettingsObject {
  const inner = content[name];
  return { ...content, [name]: rest.length === 0 ? value : withValue(isObject(inner) ? inner : {}, rest, value) };
}

function isObject(value: unknown): value is SettingsObject {
  return typeof value === "object" && value !== null;
}
