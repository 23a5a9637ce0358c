import type { Context } from "hono";
import * as v from "valibot";
import { Issuer, Serial } from "../../../protocol/certificate-identity.ts";
import type { OwnCertificate } from "../../issuance/administration/own-certificate.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { Described } from "../description/operation.ts";
import type { Environment } from "../http/environment.ts";

/** The parameters of the paths of one certificate. */
export const certificateParameters: Readonly<Record<string, Described>> = {
  issuer: { type: "string", pattern: "^[0-9a-f]{2,128}$" },
  serial: { type: "string", pattern: "^-?(?:[0-9A-F]{2}){1,512}$" },
};

/**
 * The certificate in the path of a request.
 *
 * @throws Refusal `not-found` if it names none, as for one that does not exist
 */
export function certificateIn(c: Context<Environment>, tenant: string): OwnCertificate {
  const issuer = c.req.param("issuer");
  const serial = c.req.param("serial");
  if (!v.is(Issuer, issuer) || !v.is(Serial, serial)) throw new Refusal("not-found");
  return { tenant, issuer, serial };
}
