import { Hono } from "hono";
import { defaultKeyKind, type KeyKind } from "../../../core/key-kind.ts";
import { paths } from "../../../protocol/paths.ts";
import { fileNameHeader, type RecoveryAddresses } from "../../../protocol/recovery.ts";
import { keyKindsForCode, recover, type Recovered } from "../../issuance/recovery/recover.ts";
import { readRequest } from "../../issuance/verify-request.ts";
import { crlRoutes } from "../certificate/crl.ts";
import { caCertificateRoutes } from "../est/ca-certificates.ts";
import { certsOnly, csrAttributes, readEnrolment } from "../est/est-message.ts";
import { addressesOf, proofUrl } from "../http/addresses.ts";
import { answerJson } from "../http/answer.ts";
import { challenge, requireCode } from "../http/basic-credentials.ts";
import type { Environment, Surroundings } from "../http/environment.ts";
import { answerOtherMethods } from "../http/other-methods.ts";
import { refuseOtherSites } from "../http/other-sites.ts";
import { recoveryPageRoutes } from "./recovery-page.ts";
import { WrongCodes } from "./wrong-codes.ts";

/**
 * The recovery host: renewal for those whose certificate has expired or is lost, by an administrator's one-time code
 * as HTTP Basic (RFC 7030, section 3.2.3). No client certificate is asked for here.
 */
export function recovery(surroundings: Surroundings): Hono<Environment> {
  const { service, clock, port, recoveryPort } = surroundings;
  const routes = new Hono<Environment>();
  const wrongCodes = new WrongCodes(() => clock().getTime());
  refuseOtherSites(routes);
  for (const part of [caCertificateRoutes, crlRoutes, recoveryPageRoutes]) routes.route("/", part(surroundings));

  routes.get(paths.csrAttributes, async (c) => {
    const authorization = c.req.header("Authorization");
    // Only whoever has a code hears what their tenant wants.
    if (authorization === undefined) return csrAttributes(c.env.incoming, [defaultKeyKind]);
    const { cn, tenant, code } = requireCode(authorization);
    if (tenant === undefined) return csrAttributes(c.env.incoming, [defaultKeyKind]);
    const claim = { cn, tenant, code };
    const ask = async (): Promise<readonly KeyKind[]> => await keyKindsForCode(service, claim, clock());
    return csrAttributes(c.env.incoming, await wrongCodes.counted(c.env.connection.client, claim, ask));
  });

  routes.post(paths.enrol, async (c) => {
    const authorization = c.req.header("Authorization");
    if (authorization === undefined) return challenge();
    const { cn, tenant, code } = requireCode(authorization);
    const request = readRequest(await readEnrolment(c.env.incoming), "code");
    const claim = { cn, tenant: tenant ?? request.subject.o, code };
    const enrol = async (): Promise<Recovered> => await recover(service, { claim, request, now: clock() });
    const { certificate, fileName } = await wrongCodes.counted(c.env.connection.client, claim, enrol);
    return certsOnly(c.env.incoming, [new Uint8Array(certificate)], { [fileNameHeader]: fileName });
  });

  routes.get(paths.recoveryAddresses, () => {
    const { settings } = service;
    const { app } = addressesOf(settings, port(), recoveryPort());
    const addresses: RecoveryAddresses = { now: clock().toISOString(), app, proofUrl: proofUrl(settings, port()) };
    return answerJson(addresses);
  });

  answerOtherMethods(routes);
  return routes;
}
