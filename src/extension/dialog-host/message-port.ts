import * as v from "valibot";
import { askProofHost } from "../../client/status.ts";
import { fetchWith } from "../../client/transport.ts";
import { fromBase64, toBase64 } from "../../core/base64.ts";
import type { RenewalPort } from "../../dialog/jobs/port.ts";
import { ExtensionReply, type ExtensionMessage } from "../../protocol/extension-message.ts";
import { RenewalError } from "../../protocol/failure.ts";
import { Status } from "../../protocol/status.ts";

/** Sends a message to the background and returns its answer, whatever that is. */
export type Send = (message: ExtensionMessage) => Promise<unknown>;

// The document's own fetch and not the background's: the browser lets the person choose a certificate only for a
// connection that a document makes.
const toProofHost = fetchWith({ mode: "cors", credentials: "include" });

const Certificates = v.array(v.pipe(v.string(), v.base64(), v.transform(fromBase64)));

/** The dialog's port to the background; what comes back is decoded here, and the password never goes through it. */
export function messagePort(send: Send): RenewalPort {
  return {
    status: () => ask(send, { kind: "status" }, Status),
    enrol: (request, precondition) => ask(send, { kind: "enrol", request: toBase64(request), precondition }, Certificates),
    download: async (name, file) => {
      await ask(send, { kind: "download", name, file: toBase64(file) }, v.null());
    },
    report: async (report) => {
      await ask(send, { kind: "report", report }, v.null());
    },
    prove: async (proofUrl) => {
      try {
        return await askProofHost(toProofHost, proofUrl);
      } catch (error) {
        // In Firefox a page's policy holds for the dialog, too. What the background sees is told by the next status.
        if (error instanceof RenewalError && error.code === "unreachable")
          await ask(send, { kind: "connect" }, v.null()).catch(() => undefined);
        throw error;
      }
    },
  };
}

/** @throws RenewalError with the background's failure, `unreachable` where there is no background any more */
async function ask<Schema extends v.GenericSchema>(
  send: Send,
  message: ExtensionMessage,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  let answer: unknown;
  try {
    answer = await send(message);
  } catch (cause) {
    throw new RenewalError("unreachable", "The extension's background did not answer.", { cause });
  }
  const reply = v.safeParse(ExtensionReply, answer);
  if (!reply.success) throw new RenewalError("answer-malformed", "The background's answer is none.");
  if (!reply.output.ok) {
    const { code, detail, causes, request } = reply.output.failure;
    throw new RenewalError(code, detail, { causes, request });
  }
  const value = v.safeParse(schema, reply.output.value);
  if (!value.success) throw new RenewalError("answer-malformed", "The background's answer holds something else.");
  return value.output;
}
