/**
 * Whether this script has outlived its extension, which the browser has updated, reloaded or removed: the browser's functions
 * for extensions are gone.
 */
export function isReplaced(): boolean {
  const api: unknown = Reflect.get(globalThis, "chrome");
  const runtime: unknown = Reflect.get(Object(api), "runtime");
  return api !== undefined && Reflect.get(Object(runtime), "id") === undefined;
}
