import { defaultKeyKind, type KeyKind } from "../../../core/key-kind.ts";
import { paths } from "../../../protocol/paths.ts";
import { allowedKeyKinds } from "../../issuance/key-policy.ts";
import { keyKindsForCode } from "../../issuance/recovery/recover.ts";
import { countWrongCode } from "../../issuance/recovery/wrong-codes.ts";
import type { Handler, Operation } from "../description/operation.ts";
import { base64 } from "../description/schemas.ts";
import { requireCode } from "../http/basic-credentials.ts";
import { admitRequest, type Surroundings } from "../http/environment.ts";
import { productOf } from "../http/hosts.ts";
import { keyAttributes } from "./est-message.ts";

/** `csrattrs` (RFC 7030, section 4.5): the attributes that a request should have. Nobody is refused (section 4.5.1). */
export const csrAttributes: Operation = {
  id: "csrAttributes",
  method: "get",
  path: paths.csrAttributes,
  summary: "The attributes that a request should have",
  description: "With a certificate, or on the recovery host with a code, those of the caller's tenant; otherwise the default.",
  hosts: ["app", "auth", "recover", "console"],
  authentication: ["certificate", "code", "none"],
  answers: { 200: { description: "Attributes of a request.", content: { "application/csrattrs": base64 } } },
  refusals: ["recovery-code-wrong", "cross-site"],
  handler: (surroundings, host) => (host === "recover" ? byCode(surroundings) : byCertificate(surroundings)),
};

function byCertificate(surroundings: Surroundings): Handler {
  const { service, clock } = surroundings;
  return async (c) => {
    const { certificate } = await admitRequest(surroundings, c, clock());
    if (certificate === undefined) return keyAttributes(c.env.incoming, [defaultKeyKind]);
    return keyAttributes(c.env.incoming, allowedKeyKinds(certificate, productOf(service.settings, c.env.host, certificate)));
  };
}

function byCode({ service, clock }: Surroundings): Handler {
  return async (c) => {
    const authorization = c.req.header("Authorization");
    // A tenant's requirements are disclosed only to the holder of a code.
    if (authorization === undefined) return keyAttributes(c.env.incoming, [defaultKeyKind]);
    const { cn, tenant, code } = requireCode(authorization);
    if (tenant === undefined) return keyAttributes(c.env.incoming, [defaultKeyKind]);
    const claim = { cn, tenant, code };
    const ask = async (): Promise<readonly KeyKind[]> => await keyKindsForCode(service, claim, clock());
    return keyAttributes(
      c.env.incoming,
      await countWrongCode(service.store, clock, { address: c.env.connection.client, ...claim }, ask),
    );
  };
}
