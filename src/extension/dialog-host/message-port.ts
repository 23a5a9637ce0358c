import * as v from "valibot";
import { fetchWith } from "../../client/ask.ts";
import { askProofHost } from "../../client/status.ts";
import { fromBase64, toBase64 } from "../../core/base64.ts";
import type { Bytes } from "../../core/bytes.ts";
import type { RenewalPort } from "../../dialog/machine/port.ts";
import type { LoadWork } from "../../dialog/machine/renewal-work.ts";
import { ExtensionReply, type ExtensionMessage } from "../../protocol/extension-message.ts";
import { RenewalError } from "../../protocol/failure.ts";
import { Status } from "../../protocol/status.ts";
import { exposedWork } from "./exposed-work.ts";
import { isReplaced } from "./is-replaced.ts";

/** Sends a message to the background and returns its response, undecoded. */
export type Send = (message: ExtensionMessage) => Promise<unknown>;

// The document's own fetch instead of the background's: the browser lets the person choose a certificate only for a
// connection from a document.
const toProofHost = fetchWith({ mode: "cors", credentials: "include" });

/** The dialog's port to the background, which reports the whole status. */
export interface BackgroundPort extends RenewalPort {
  status(): Promise<Status>;
  readonly loadWork: LoadWork;
  /** The key with which dialogs of this site seal what they keep across an update of the extension. */
  readonly sealKey: () => Promise<Bytes>;
  /** Opens the extension's own window, which takes the renewal over; resolves to whether it has opened. */
  openWindow(): Promise<boolean>;
  /** Whether that window is still open, even while it is loaded again. */
  isWindowOpen(): Promise<boolean>;
}

const Octets = v.pipe(v.string(), v.base64(), v.transform(fromBase64));

/** The dialog's port to the background; responses are decoded here, and the password never passes through it. */
export function messagePort(send: Send): BackgroundPort {
  return {
    async loadWork() {
      if (exposedWork() === undefined) await ask(send, { kind: "work" }, v.null());
      const work = exposedWork();
      if (work === undefined) throw new RenewalError("internal", "The script for keys and files was not injected.");
      return work;
    },
    sealKey: () => ask(send, { kind: "seal-key" }, Octets),
    openWindow: () => ask(send, { kind: "window" }, v.boolean()),
    isWindowOpen: () => ask(send, { kind: "window-open" }, v.boolean()),
    status: () => ask(send, { kind: "status" }, Status),
    enrol: (request, precondition) => ask(send, { kind: "enrol", request: toBase64(request), precondition }, v.array(Octets)),
    download: async (name, file) => {
      await ask(send, { kind: "download", name, file: toBase64(file) }, v.null());
      return "saved";
    },
    report: async (report) => {
      await ask(send, { kind: "report", report }, v.null());
    },
    prove: async (proofUrl) => {
      try {
        return await askProofHost(toProofHost, proofUrl);
      } catch (error) {
        // In Firefox the page's policy also applies to the dialog. The next status reports what the background's connection showed.
        if (error instanceof RenewalError && error.code === "unreachable")
          await ask(send, { kind: "connect" }, v.null()).catch(() => undefined);
        throw error;
      }
    },
  };
}

/**
 * @throws RenewalError with the background's failure, `unreachable` if it did not respond, `extension-replaced` if the
 *   browser has updated, reloaded or removed the extension
 */
async function ask<Schema extends v.GenericSchema>(
  send: Send,
  message: ExtensionMessage,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  let answer: unknown;
  try {
    answer = await send(message);
  } catch (cause) {
    if (isReplaced()) throw new RenewalError("extension-replaced", "The extension has no background any more.", { cause });
    throw new RenewalError("unreachable", "The extension's background did not respond.", { cause });
  }
  const reply = v.safeParse(ExtensionReply, answer);
  if (!reply.success) throw new RenewalError("answer-malformed", "Malformed reply from background worker.");
  if (!reply.output.ok) {
    const { code, detail, causes, request } = reply.output.failure;
    throw new RenewalError(code, detail, { causes, request });
  }
  const value = v.safeParse(schema, reply.output.value);
  if (!value.success) throw new RenewalError("answer-malformed", "Unexpected value in the background worker's reply.");
  return value.output;
}
