const mark = Symbol.for("koshin.dialog");

/**
 * Claims the document for one dialog, because the script may be injected several times. The globals of the isolated
 * world last as long as the document, and the page cannot see them.
 *
 * @returns a function that releases the claim; undefined if there is a dialog already
 */
export function claimDocument(): (() => void) | undefined {
  if (isClaimed()) return undefined;
  Reflect.set(globalThis, mark, true);
  return () => void Reflect.deleteProperty(globalThis, mark);
}

/** Whether there is a dialog in the document. */
export function isClaimed(): boolean {
  return Reflect.has(globalThis, mark);
}
