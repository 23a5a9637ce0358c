import { toBase64 } from "../core/base64.ts";
import { commonNameForm, tenantForm, type Subject } from "../core/x509/subject.ts";

/** What the person enters in place of a certificate. */
export interface Claim extends Subject {
  readonly code: string;
}

/** The fields of the form. */
export type ClaimField = "tenant" | "cn" | "code";

/** What was typed, by field, as a claim: without the spaces that copying brings along. */
export function readClaim(typed: Readonly<Record<ClaimField, string>>): Claim {
  const bare = (text: string): string => text.replaceAll(/\s/g, "").normalize("NFKC");
  return { o: bare(typed.tenant), cn: bare(typed.cn), code: bare(typed.code).replaceAll("-", "").toLowerCase() };
}

/** The fields that cannot be right, in the form's order. */
export function wrongFields({ o, cn, code }: Claim): readonly ClaimField[] {
  const wrong: ClaimField[] = [];
  if (!tenantForm.test(o)) wrong.push("tenant");
  if (!commonNameForm.test(cn)) wrong.push("cn");
  if (!/^[a-z0-9]{16}$/.test(code)) wrong.push("code");
  return wrong;
}

/** The `Authorization` header of the claim, by the scheme Basic (RFC 7617). */
export function authorization({ o, cn, code }: Claim): string {
  return `Basic ${toBase64(new TextEncoder().encode(`${cn}@${o}:${code}`))}`;
}
