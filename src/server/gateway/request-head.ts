import type { X509Certificate } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";
import { requestIdHeader } from "../../protocol/problem.ts";
import type { Connection } from "../listener/connection.ts";
import { valuesIn } from "../listener/raw-headers.ts";
import { fieldsOfConnection } from "./hop-by-hop.ts";

/** What an app may believe of its client: whatever a client sends of it is removed. */
const identifying =
  /^(?:forwarded|x-forwarded(?:-.*)?|x-original-forwarded-for|x-real-ip|x-request-id|client-cert(?:-.*)?|x-client-.*|x-ssl-.*|ssl-.*|x-tls-.*|tls-.*|x-amzn-mtls-.*|x-arr-clientcert|x-koshin-.*)$/;

/** The number of names whose judgement is remembered: clients choose them. */
const remembered = 1000;

/** What the head of a request is passed on with. */
interface RequestFacts {
  readonly incoming: Pick<IncomingMessage, "rawHeaders" | "headers">;
  readonly connection: Connection;
  readonly requestId: string;
}

/**
 * Writes the heads of requests to apps.
 *
 * @param frontHeaders further names that only a front may use, in lower case
 * @returns a function that returns names and values: those received, without what belongs to the client's connection or claims
 * something about it, and what the service knows instead: `Client-Cert` (RFC 9440), `Forwarded` (RFC 7239),
 * `X-Forwarded-For`, `-Host` and `-Proto`, and the request's id
 */
export function requestHeads(frontHeaders: readonly string[]): (facts: RequestFacts) => string[] {
  const known = new Map<string, boolean>();
  const identifies = (name: string): boolean => {
    const found = known.get(name);
    if (found !== undefined) return found;
    // CGI, and programs that follow it, read names with a hyphen, an underscore or a full stop as the same one.
    const usual = name.replaceAll(/[^a-z0-9]/g, "-");
    const judged = identifying.test(usual) || frontHeaders.includes(usual);
    if (known.size >= remembered) known.clear();
    known.set(name, judged);
    return judged;
  };
  return ({ incoming, connection, requestId }) => {
    const { rawHeaders, headers } = incoming;
    const isOfConnection = fieldsOfConnection(valuesIn(rawHeaders, "connection"));
    const passed: string[] = [];
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const name = rawHeaders[at] ?? "";
      const lower = name.toLowerCase();
      // The service has already asked for the body (RFC 9110, section 10.1.1), and trailers end with it.
      if (lower === "expect" || lower === "trailer" || isOfConnection(lower) || identifies(lower)) continue;
      passed.push(name, rawHeaders[at + 1] ?? "");
    }
    const { address, certificate } = connection;
    const host = headers.host ?? "";
    if (certificate !== undefined) passed.push("Client-Cert", inByteSequence(certificate));
    passed.push("Forwarded", `for=${forwardedNode(address)};host="${host}";proto=https`);
    if (address !== "") passed.push("X-Forwarded-For", address);
    passed.push("X-Forwarded-Host", host, "X-Forwarded-Proto", "https", requestIdHeader, requestId);
    return passed;
  };
}

const sequences = new WeakMap<X509Certificate, string>();

/** RFC 9440, section 2.1. */
function inByteSequence(certificate: X509Certificate): string {
  const known = sequences.get(certificate);
  if (known !== undefined) return known;
  const sequence = `:${certificate.raw.toString("base64")}:`;
  sequences.set(certificate, sequence);
  return sequence;
}

/** RFC 7239, section 6. */
function forwardedNode(address: string): string {
  if (address === "") return "unknown";
  return isIPv6(address) ? `"[${address}]"` : address;
}
