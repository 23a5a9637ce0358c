import * as v from "valibot";

/** The name, as `Symbol.for`, of the function with which a dialog in a page hands its renewal over. */
export const handOverName = "koshin.hand-over";

/**
 * What a dialog in a page hands over to the extension's own window, which continues the renewal. It passes from the
 * document's isolated world to the extension and nowhere else.
 */
export const HandedOver = v.strictObject({
  language: v.picklist(["ja", "en"]),
  /** The name of the connection from the window to the document, which ends when the window is closed. */
  connection: v.pipe(v.string(), v.maxLength(64)),
  /** The part of the renewal's state that only the dialog has, secrets included; null if there is none. */
  kept: v.nullable(v.pipe(v.string(), v.maxLength(1_000_000))),
});
export type HandedOver = v.InferOutput<typeof HandedOver>;

/**
 * Sent on that connection with each change: the part of the renewal's state that only the window has; null if there is
 * none.
 */
export const KeptInWindow = v.nullable(v.pipe(v.string(), v.maxLength(1_000_000)));
export type KeptInWindow = v.InferOutput<typeof KeptInWindow>;
