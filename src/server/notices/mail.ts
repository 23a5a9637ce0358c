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
  });
  try {
    // So that absence messages do not answer it (RFC 3834, section 5).
    await transport.sendMail({ from, to, subject, text: body, headers: { "Auto-Submitted": "auto-generated" } });
    return { outcome: "delivered" };
  } catch (error) {
    return { outcome: certainlyNot(error) ? "refused" : "unknown", failure: failureOf(error) };
  } finally {
    transport.close();
  }
}

function failureOf(error: unknown): string {
  if (!(error instanceof Error && "responseCode" in error && typeof error.responseCode === "number")) return codeOf(error);
  return `SMTP ${error.responseCode}`;
}

/** Errors of TLS and the network that occur before anything is sent. */
const neverConnected = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$|CERT|SIGNATURE|ISSUER|WRONG_VERSION_NUMBER/;

/** The server refused the mail, or was never reached. Nodemailer's own `command` is useless after a broken connection. */
function certainlyNot(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("responseCode" in error && typeof error.responseCode === "number") return true;
  if ("originalCode" in error && neverConnected.test(String(error.originalCode))) return true;
  return "code" in error && ["EDNS", "ETLS", "EAUTH", "EENVELOPE"].some((code) => code === error.code);
}

/** From the file in the settings, or from systemd's credential; undefined if there is neither. */
async function readPassword({ passwordFile }: MailSettings): Promise<string | undefined> {
  const path = passwordFile ?? systemdCredential("koshin-smtp-password");
  return path === undefined ? undefined : (await readFile(path, "utf8")).replace(/\n$/, "");
}
