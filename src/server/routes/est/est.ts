import { Hono, type Context } from "hono";
import { defaultKeyKind } from "../../../core/key-kind.ts";
import { paths } from "../../../protocol/paths.ts";
import { readPrecondition, type Precondition } from "../../../protocol/precondition.ts";
import { allowedKeyKinds } from "../../issuance/key-policy.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { renewWithKey } from "../../issuance/renewal/renew-with-key.ts";
import { renew, type RenewalOrder } from "../../issuance/renewal/renew.ts";
import { admitRequest, requireCaller, type Environment, type Surroundings } from "../http/environment.ts";
import { productOf } from "../http/hosts.ts";
import { certsOnly, csrAttributes, keyAndCertificate, readEnrolment } from "./est-message.ts";

/** The EST operations of those who show their certificate (RFC 7030, section 4; RFC 8951). */
export function estRoutes(surroundings: Surroundings): Hono<Environment> {
  const { service, clock } = surroundings;
  const routes = new Hono<Environment>();

  routes.get(paths.csrAttributes, async (c) => {
    // Whoever shows no certificate hears the usual (RFC 7030, section 4.5.1, wants nobody turned away).
    const { certificate } = await admitRequest(surroundings, c, clock());
    if (certificate === undefined) return csrAttributes(c.env.incoming, [defaultKeyKind]);
    return csrAttributes(c.env.incoming, allowedKeyKinds(certificate, productOf(service.settings, c.env.host, certificate)));
  });

  routes.post(paths.reenrol, async (c) => {
    const request = await readEnrolment(c.env.incoming);
    const replacement = await renew(service, { ...(await renewalOrder(surroundings, c)), request });
    return certsOnly(c.env.incoming, [new Uint8Array(replacement)]);
  });

  routes.post(paths.serverKey, async (c) => {
    const request = await readEnrolment(c.env.incoming);
    const { privateKey, certificate } = await renewWithKey(service, { ...(await renewalOrder(surroundings, c)), request });
    return keyAndCertificate(c.env.incoming, privateKey, new Uint8Array(certificate));
  });

  // Whoever has a certificate renews it; whoever has none that works is enrolled by a code, on the recovery host.
  routes.post(paths.enrol, () => {
    throw new Refusal("enrolment-needs-code");
  });

  return routes;
}

async function renewalOrder(surroundings: Surroundings, c: Context<Environment>): Promise<Omit<RenewalOrder, "request">> {
  const now = surroundings.clock();
  const predecessor = await requireCaller(surroundings, c, now);
  const { settings } = surroundings.service;
  return { predecessor, precondition: precondition(c), productOf: (held) => productOf(settings, c.env.host, held), now };
}

/** A condition that is there and not understood is taken for the careful one: nothing may be pending. */
function precondition(c: Context<Environment>): Precondition | undefined {
  const ifMatch = c.req.header("If-Match");
  const stated = readPrecondition(ifMatch, c.req.header("If-None-Match"));
  return stated ?? (ifMatch === undefined ? undefined : { kind: "none-pending" });
}
