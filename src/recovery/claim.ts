import { toBase64 } from "../core/base64.ts";
import { holderForm, tenantForm, type Subject } from "../core/name/subject.ts";
import { bareCode, bareName } from "../core/recovery-code.ts";

/** The person's input on the recovery page. */
export interface Claim extends Subject {
  readonly code: string;
}

/** The fields of the form. */
export type ClaimField = "tenant" | "cn" | "code";

/** The claim from the typed text of the fields, in the characters of names and codes. */
export function readClaim(typed: Readonly<Record<ClaimField, string>>): Claim {
  return { o: bareName(typed.tenant), cn: bareName(typed.cn), code: bareCode(typed.code) };
}

/** The invalid fields, in the form's order. */
export function invalidFields({ o, cn, code }: Claim): readonly ClaimField[] {
  const invalid: ClaimField[] = [];
  if (!tenantForm.test(o)) invalid.push("tenant");
  if (!holderForm.test(cn)) invalid.push("cn");
  if (!/^[a-z0-9]{16}$/.test(code)) invalid.push("code");
  return invalid;
}

/** The `Authorization` header of the claim, with the Basic scheme (RFC 7617). */
export function authorization({ o, cn, code }: Claim): string {
  return `Basic ${toBase64(new TextEncoder().encode(`${cn}@${o}:${code}`))}`;
}
