import * as v from "valibot";

/** The name, as `Symbol.for`, of the function with which a dialog in a page hands its renewal over. */
export const handOverName = "koshin.hand-over";

/**
 * What a dialog in a page hands over to the extension's own window, which continues the renewal. It passes from the
 * document's isolated world to the extension and nowhere else.
 */
export const HandedOver = v.strictObject({
  language: v.picklist(["ja", "en"]),
  /** What only the dialog has of the renewal, secrets included; null if there is nothing. */
  kept: v.nullable(v.pipe(v.string(), v.maxLength(1_000_000))),
});
export type HandedOver = v.InferOutput<typeof HandedOver>;
