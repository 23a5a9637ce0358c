import * as v from "valibot";
import { Failure } from "./failure.ts";
import { Serial } from "./serial.ts";
import { StageReport } from "./stage.ts";
import { P12FileName } from "./status.ts";

const Base64 = v.pipe(v.string(), v.base64(), v.maxLength(1_000_000));

/** What the content script and the dialog ask of the background; the sender's origin is the browser's word. */
export const ExtensionMessage = v.variant("kind", [
  /** The path of the sender's master menu. */
  v.strictObject({ kind: v.literal("menu-path") }),
  /** Has the certificate of this site anything to say? Where it has, the background puts the dialog into the page. */
  v.strictObject({ kind: v.literal("check") }),
  /** The status of the certificate that the browser presents to the sender's origin. */
  v.strictObject({ kind: v.literal("status") }),
  /** Send this PKCS#10 request to the sender's origin. */
  v.strictObject({
    kind: v.literal("enrol"),
    request: Base64,
    precondition: v.variant("kind", [
      v.strictObject({ kind: v.literal("none-pending") }),
      v.strictObject({ kind: v.literal("replaces"), serial: Serial }),
    ]),
  }),
  /** Connect to the proof host from the background, whatever becomes of it: where the page's policy keeps the dialog from it. */
  v.strictObject({ kind: v.literal("connect") }),
  /** Put this encrypted .p12 file into the download folder. */
  v.strictObject({ kind: v.literal("download"), name: P12FileName, file: Base64 }),
  /** Tell the service how far the replacement has come. */
  v.strictObject({ kind: v.literal("report"), report: StageReport }),
]);
export type ExtensionMessage = v.InferOutput<typeof ExtensionMessage>;

/** Every answer of the background: the value that the message asked for, or the failure. */
export const ExtensionReply = v.variant("ok", [
  v.object({ ok: v.literal(true), value: v.unknown() }),
  v.object({ ok: v.literal(false), failure: Failure }),
]);
export type ExtensionReply = v.InferOutput<typeof ExtensionReply>;

/** What became of a `check`. */
export const CheckOutcome = v.picklist(["shown", "nothing"]);
export type CheckOutcome = v.InferOutput<typeof CheckOutcome>;
