import { fromBase64 } from "../../../core/base64.ts";
import type { RecoveryClaim } from "../../issuance/recovery/recovery-codes.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { answerNothing } from "./answer.ts";

const limit = 1024;

/** The challenge of the scheme Basic (RFC 7617, section 2). */
export const basicChallenge = { "WWW-Authenticate": 'Basic realm="Koshin", charset="UTF-8"' };

/**
 * The response to a request without `Authorization`. EST clients first send a request without credentials, then again
 * with them; BouncyCastle leaves a body unread and then gives up. Without `Content-Length`, it would have to read the
 * end of a chunked body.
 */
export function challenge(): Response {
  return answerNothing({ status: 401, headers: { ...basicChallenge, "Content-Length": "0" } });
}

/**
 * The credentials of a recovery by HTTP Basic: the user is `<cn>@<tenant>`, or just a CN without `@`, the password a
 * recovery code.
 */
export type CodeBearer = Omit<RecoveryClaim, "tenant"> & { readonly tenant: string | undefined };

/**
 * Reads an `Authorization` header of the scheme Basic (RFC 7617), as EST clients send it (RFC 7030, section 3.2.3).
 *
 * @throws Refusal `recovery-code-wrong` if it is malformed, as for a wrong code
 */
export function requireCode(authorization: string): CodeBearer {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization)?.[1];
  const text = encoded === undefined || encoded.length > limit ? undefined : decode(encoded);
  const [, cn, tenant, code] = /^([^:\p{Cc}]+?)(?:@([^:@\p{Cc}]+))?:(\P{Cc}+)$/u.exec(text ?? "") ?? [];
  if (cn === undefined || code === undefined) throw new Refusal("recovery-code-wrong");
  return { cn, tenant, code };
}

function decode(encoded: string): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(fromBase64(encoded));
  } catch {
    // Malformed, so it is not a code.
    return undefined;
  }
}
