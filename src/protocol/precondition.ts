import * as v from "valibot";
import { Serial } from "./certificate-identity.ts";

/**
 * What the caller of `simplereenroll` assumes about a pending replacement, so that two clients that renew at once do
 * not undo each other's work. Plain EST clients send none and replace a pending replacement without asking.
 */
export type Precondition =
  /** There is no pending replacement: `If-None-Match: *` (RFC 9110, section 13.1.2). */
  | { readonly kind: "none-pending" }
  /** This one is pending and its holder agreed to give it up: `If-Match: "<serial>"` (section 13.1.1). */
  | { readonly kind: "replaces"; readonly serial: string };

/** The request header for a precondition. */
export function preconditionHeaders(precondition: Precondition): Record<string, string> {
  switch (precondition.kind) {
    case "none-pending":
      return { "If-None-Match": "*" };
    case "replaces":
      return { "If-Match": `"${precondition.serial}"` };
  }
}

/** Reads the precondition from the two request headers; undefined if there is none. */
export function readPrecondition(ifMatch: string | undefined, ifNoneMatch: string | undefined): Precondition | undefined {
  const serial = /^"([^"]*)"$/.exec(ifMatch ?? "")?.[1];
  if (v.is(Serial, serial)) return { kind: "replaces", serial };
  return ifNoneMatch?.trim() === "*" ? { kind: "none-pending" } : undefined;
}
