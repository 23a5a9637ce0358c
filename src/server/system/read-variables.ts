import type { GenericSchema } from "valibot";

/** The JSON content of a settings file. */
export type SettingsObject = Readonly<Record<string, unknown>>;

/**
 * Reads an environment variable. An empty one counts as unset, because container tools and scripts pass missing values as
 * empty ones.
 */
export function readVariable(name: string): string | undefined {
  const text = process.env[name];
  return text === "" ? undefined : text;
}

/**
 * Overrides the settings of a file by environment variables. The variable of `listen.port` is `KOSHIN_LISTEN_PORT`, that of
 * `freshProofHosts` is `KOSHIN_FRESH_PROOF_HOSTS`; the items of a list are separated by commas. An empty variable counts as unset, except
 * for a list, which it makes empty. A list that begins with `[` is JSON. A value of the wrong type remains a string, which
 * the schema rejects.
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

/** Every setting of a schema: its path, and its schema type. */
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
  if ((kind === "array" || kind === "union") && text.trimStart().startsWith("[")) return listIn(text);
  if (kind === "array") return text === "" ? [] : text.split(",").map((item) => item.trim());
  return text;
}

function listIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Settings with another value at a path. */
export function withValue(content: SettingsObject, [name = "", ...rest]: readonly string[], value: unknown): SettingsObject {
  const inner = content[name];
  return { ...content, [name]: rest.length === 0 ? value : withValue(isObject(inner) ? inner : {}, rest, value) };
}

/** The value at a path in settings; undefined if there is none. */
export function valueAt(content: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), content);
}

function isObject(value: unknown): value is SettingsObject {
  return typeof value === "object" && value !== null;
}
