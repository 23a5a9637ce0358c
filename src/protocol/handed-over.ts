import * as v from "valibot";

/** The name, as `Symbol.for`, of the function with which a dialog in a page hands its renewal over. */
export const handOverName = "koshin.hand-over";

/**
 * What a dialog in a page hands over to the extension's own window, which continues the renewal. It passes from the
 * document's isolated world to the extension and nowhere else.
 */
export const HandedOver = v.strictObject({
  language: v.picklist(["ja", "en"]),
  /** The name of the connection from the window to the document, whose end means that the window is gone. */
  connection: v.pipe(v.string(), v.maxLength(64)),
  /** What only the dialog has of the renewal, secrets included; null if there is nothing. */
  kept: v.nullable(v.pipe(v.string(), v.maxLength(1_000_000))),
});
export type HandedOver = v.InferOutput<typeof HandedOver>;

/** Sent on that connection with each change: what only the window has of the renewal; null once there is nothing, or nothing any more. */
export const KeptInWindow = v.nullable(v.pipe(v.string(), v.maxLength(1_000_000)));
export type KeptInWindow = v.InferOutput<typeof KeptInWindow>;
