import { createHmac } from "node:crypto";
import { request as requestPlain } from "node:http";
import { request } from "node:https";
import { codeOf, deliveryTime, type Delivery } from "./delivery.ts";

const loopback: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether a webhook URL is allowed: over TLS, or on this machine. */
export function isWebhook(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const safe = protocol === "https:" || (protocol === "http:" && loopback.has(hostname));
  return safe && username === "" && password === "";
}

/** The key with which one receiver verifies its notices; it cannot be derived from another receiver's key. */
export function webhookSecret(key: Uint8Array, tenant: string, url: string): string {
  return createHmac("sha256", key)
    .update(JSON.stringify([tenant, url]))
    .digest("base64url");
}

/**
 * Posts JSON to a webhook. `Koshin-Signature` is `sha256=` and the HMAC-SHA256, in hexadecimal, of the value of
 * `Koshin-Timestamp` (seconds since 1970), a full stop and the body. Redirects are not followed.
 *
 * @param options.ca trust anchors (PEM) for the receiver, instead of the default ones
 */
export async function postWebhook(
  url: string,
  body: string,
  options: { readonly secret: string; readonly ca: string | undefined; readonly now: Date },
): Promise<Delivery> {
  const timestamp = String(Math.floor(options.now.getTime() / 1000));
  const signature = createHmac("sha256", options.secret).update(`${timestamp}.${body}`).digest("hex");
  const headers = {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    "Koshin-Timestamp": timestamp,
    "Koshin-Signature": `sha256=${signature}`,
  };
  const signal = AbortSignal.timeout(deliveryTime);
  const secure = new URL(url).protocol === "https:";
  return await new Promise((resolve) => {
    let connected = false;
    const settings = { method: "POST", headers, signal, agent: false };
    const outgoing = secure ? request(url, { ...settings, ca: options.ca }) : requestPlain(url, settings);
    outgoing.once("socket", (socket) => socket.once(secure ? "secureConnect" : "connect", () => (connected = true)));
    outgoing.once("response", (incoming) => {
      const { statusCode = 0 } = incoming;
      incoming.destroy();
      const taken = statusCode >= 200 && statusCode < 300;
      resolve(taken ? { outcome: "delivered" } : { outcome: "refused", failure: `HTTP ${statusCode}` });
    });
    outgoing.once("error", (error) => resolve({ outcome: connected ? "unknown" : "refused", failure: codeOf(error) }));
    outgoing.end(body);
  });
}
