import * as v from "valibot";

/** How long the in-page module waits for the extension's acknowledgement, in milliseconds. */
export const acknowledgementTimeout = 200;

/** What the in-page module posts to its own window, with a MessagePort for the replies. */
export const HandoverRequest = v.strictObject({ koshin: v.literal("handover") });
export type HandoverRequest = v.InferOutput<typeof HandoverRequest>;

/**
 * The extension's replies over the port: immediately, that it is present; later, whether it has taken over (it shows
 * its dialog, or found nothing to show) or could not.
 */
export const HandoverAnswer = v.strictObject({ koshin: v.picklist(["acknowledged", "taken", "declined"]) });
export type HandoverAnswer = v.InferOutput<typeof HandoverAnswer>;
