const mark = Symbol.for("koshin.dialog");

/**
 * Claims the document for one dialog, across the several times that the script may be put into it. The isolated
 * world's globals last as long as the document, and the page does not see them.
 *
 * @returns what gives the claim back; undefined where a dialog is there already
 */
export function claimDocument(): (() => void) | undefined {
  if (Reflect.has(globalThis, mark)) return undefined;
  Reflect.set(globalThis, mark, true);
  return () => void Reflect.deleteProperty(globalThis, mark);
}
