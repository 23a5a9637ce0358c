import { readFile } from "node:fs/promises";
import { createTransport } from "nodemailer";
import type { MailSettings } from "../settings/operation-settings.ts";
import { systemdCredential } from "../system/systemd-credential.ts";
import { codeOf, deliveryTime, type Delivery } from "./delivery-outcome.ts";
import type { NoticeText } from "./notice.ts";

/** Sends a notice over SMTP. The connection is encrypted unless the settings disable that. */
export async function sendMail(settings: MailSettings, to: string, { subject, body }: NoticeText): Promise<Delivery> {
  const { host, port, security, user, from, caFile } = settings;
  const ca = caFile === undefined ? undefined : await readFile(caFile, "utf8");
  const password = user === undefined ? undefined : await readPassword(settings);
  if (user !== undefined && password === undefined) return { outcome: "refused", failure: "mail-password-missing" };
  const auth = user === undefined ? {} : { auth: { user, pass: password } };
  const heard = { data: false };
  const transport = createTransport({
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    ...(ca === undefined ? {} : { tls: { ca } }),
    ...auth,
    connectionTimeout: deliveryTime,
    greetingTimeout: deliveryTime,
    socketTimeout: deliveryTime,
    disableFileAccess: true,
    disableUrlAccess: true,
    // Its errors do not say how far the conversation has got.
    transactionLog: true,
    logger: { debug: ({ tnx }: { readonly tnx?: string }, line: unknown) => (heard.data ||= tnx === "client" && line === "DATA") },
  });
  // So that absence messages do not answer it (RFC 3834, section 5).
  const headers = { "Auto-Submitted": "auto-generated" };
  try {
    // The other limits are of silence only, and a server may send a little of its replies again and again.
    await transport.sendMail({ from, to, subject, text: body, headers, signal: AbortSignal.timeout(conversationTime) });
    return { outcome: "delivered" };
  } catch (error) {
    return { outcome: heard.data && !isReply(error) ? "unknown" : "refused", failure: failureOf(error) };
  } finally {
    transport.close();
  }
}

/** How long sending one mail takes at most, in milliseconds: a request that waits for it is answered within `limits.requestSeconds`. */
const conversationTime = 2 * deliveryTime;

function failureOf(error: unknown): string {
  return isReply(error) ? `SMTP ${error.responseCode}` : codeOf(error);
}

/** Whether the server has refused the mail; before DATA, it has not got any either (RFC 5321, section 4.1.1.4). */
function isReply(error: unknown): error is Error & { readonly responseCode: number } {
  return error instanceof Error && "responseCode" in error && typeof error.responseCode === "number";
}

/** From the file in the settings, or from systemd's credential; undefined if there is neither. */
async function readPassword({ passwordFile }: MailSettings): Promise<string | undefined> {
  const path = passwordFile ?? systemdCredential("koshin-smtp-password");
  return path === undefined ? undefined : (await readFile(path, "utf8")).replace(/\n$/, "");
}
