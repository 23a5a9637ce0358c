import * as v from "valibot";

/** What the background asks every open dialog before an update of the extension. */
export const UnderwayQuestion = v.strictObject({ kind: v.literal("underway") });
export type UnderwayQuestion = v.InferOutput<typeof UnderwayQuestion>;

/** The answer of a dialog in which a certificate would be lost; others do not answer. */
export const UnderwayAnswer = v.literal("underway");
export type UnderwayAnswer = v.InferOutput<typeof UnderwayAnswer>;
