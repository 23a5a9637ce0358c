import { createHash } from "node:crypto";

/** A strong entity tag (RFC 9110, section 8.8.3) that is made of the octets themselves. */
export function entityTagOf(octets: Uint8Array): string {
  return `"${createHash("sha256").update(octets).digest("base64url")}"`;
}

/** Whether an `If-None-Match` names this entity tag (RFC 9110, section 13.1.2: by weak comparison). */
export function namesEntity(ifNoneMatch: string | undefined, tag: string): boolean {
  return (ifNoneMatch ?? "").split(",").some((each) => each.trim().replace(/^W\//, "") === tag || each.trim() === "*");
}
