import * as v from "valibot";
import { Serial } from "./certificate-identity.ts";
import { Failure } from "./failure.ts";
import { StageReport } from "./stage.ts";
import { P12FileName } from "./status.ts";

const Base64 = v.pipe(v.string(), v.base64(), v.maxLength(1_000_000));

/** Requests from the content script and the dialog to the background; the browser vouches for the sender's origin. */
export const ExtensionMessage = v.variant("kind", [
  /** The path of the sender's master menu. */
  v.strictObject({ kind: v.literal("menu-path") }),
  /**
   * Is there anything to show about this site's certificate? If so, the background injects the dialog into the page.
   */
  v.strictObject({ kind: v.literal("check") }),
  /** The status of the certificate that the browser presents to the sender's origin. */
  v.strictObject({ kind: v.literal("status") }),
  /** Inject the script that handles keys and files into the page, beside the dialog. */
  v.strictObject({ kind: v.literal("work") }),
  /** The key with which dialogs on the sender's origin encrypt what they keep across an update of the extension. */
  v.strictObject({ kind: v.literal("seal-key") }),
  /** Send a PKCS#10 request to the sender's origin. */
  v.strictObject({
    kind: v.literal("enrol"),
    request: Base64,
    precondition: v.variant("kind", [
      v.strictObject({ kind: v.literal("none-pending") }),
      v.strictObject({ kind: v.literal("replaces"), serial: Serial }),
    ]),
  }),
  /**
   * Connect to the proof host from the background, ignoring the result: for pages whose policy blocks the dialog's own
   * request.
   */
  v.strictObject({ kind: v.literal("connect") }),
  /** Save this encrypted .p12 file in the download folder. */
  v.strictObject({ kind: v.literal("download"), name: P12FileName, file: Base64 }),
  /** Report the stage of the replacement to the service. */
  v.strictObject({ kind: v.literal("report"), report: StageReport }),
  /** The dialog cannot work in the page: open the extension's own window, which continues the renewal. */
  v.strictObject({ kind: v.literal("window") }),
  /** Is that window still open? */
  v.strictObject({ kind: v.literal("window-open") }),
]);
export type ExtensionMessage = v.InferOutput<typeof ExtensionMessage>;

/** Every response of the background: the requested value, or the failure. */
export const ExtensionReply = v.variant("ok", [
  v.object({ ok: v.literal(true), value: v.unknown() }),
  v.object({ ok: v.literal(false), failure: Failure }),
]);
export type ExtensionReply = v.InferOutput<typeof ExtensionReply>;

/** The outcome of a `check`. */
export const CheckOutcome = v.picklist(["shown", "nothing"]);
export type CheckOutcome = v.InferOutput<typeof CheckOutcome>;
