import { createHmac } from "node:crypto";
import { request as requestPlain } from "node:http";
import { request } from "node:https";
import { codeOf, deliveryTime, type Delivery } from "./delivery-outcome.ts";

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

/** The same key, in the format that libraries for Standard Webhooks expect. */
export function standardSecret(secret: string): string {
  return `whsec_${Buffer.from(secret, "base64url").toString("base64")}`;
}

/** A message to a webhook. */
export interface WebhookMessage {
  /**
   * Stays the same when the message is sent again; contains no full stop, because that separates it from the timestamp.
   */
  readonly id: string;
  /** JSON. */
  readonly body: string;
}

/**
 * Posts JSON to a webhook, signed according to Standard Webhooks 1.0.0: `webhook-signature` is `v1,` and the
 * HMAC-SHA256, in base64, of `webhook-id`, `webhook-timestamp` (seconds since 1970) and the body, with full stops
 * between them, under the octets of the key.
 *
 * For receivers that verify `Koshin-Signature`, the request includes that, too: `sha256=` and the HMAC-SHA256, in
 * hexadecimal, of `Koshin-Timestamp`, a full stop and the body, under the key as it is printed. Redirects are not
 * followed.
 *
 * @param options.ca trust anchors (PEM) for the receiver, instead of the default ones
 */
export async function postWebhook(
  url: string,
  { id, body }: WebhookMessage,
  options: { readonly secret: string; readonly ca: string | undefined; readonly now: Date },
): Promise<Delivery> {
  const { secret } = options;
  const timestamp = String(Math.floor(options.now.getTime() / 1000));
  const standard = createHmac("sha256", Buffer.from(secret, "base64url")).update(`${id}.${timestamp}.${body}`);
  const own = createHmac("sha256", secret).update(`${timestamp}.${body}`);
  const headers = {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${standard.digest("base64")}`,
    "Koshin-Timestamp": timestamp,
    "Koshin-Signature": `sha256=${own.digest("hex")}`,
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
