import { fromBase64 } from "../../core/base64.ts";
import type { RecoveryClaim } from "../issuance/prove-code.ts";
import { Refusal } from "../issuance/refusal.ts";

const limit = 1024;

/** Who asks with a recovery code, by HTTP Basic: the user is `<cn>@<tenant>`, or a CN alone. */
export type CodeBearer = Omit<RecoveryClaim, "tenant"> & { readonly tenant: string | undefined };

/**
 * Reads an `Authorization` header of the scheme Basic (RFC 7617), as EST clients send it (RFC 7030, section 3.2.3).
 *
 * @throws Refusal `recovery-code-wrong` where there is none: the same as for a code that is wrong
 */
export function requireCode(authorization: string | undefined): CodeBearer {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "")?.[1];
  const text = encoded === undefined || encoded.length > limit ? undefined : decode(encoded);
  const [, cn, tenant, code] = /^([^:@\p{Cc}]+)(?:@([^:\p{Cc}]+))?:(\P{Cc}+)$/u.exec(text ?? "") ?? [];
  if (cn === undefined || code === undefined) throw new Refusal("recovery-code-wrong");
  return { cn, tenant, code };
}

function decode(encoded: string): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(fromBase64(encoded));
  } catch {
    // What cannot be read is no code.
    return undefined;
  }
}
