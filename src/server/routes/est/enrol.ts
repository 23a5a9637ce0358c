import { paths } from "../../../protocol/paths.ts";
import { fileNameHeader } from "../../../protocol/recovery.ts";
import { recover, type Recovered } from "../../issuance/recovery/recover.ts";
import { countWrongCode } from "../../issuance/recovery/wrong-codes.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { enrolForRegistrar } from "../../issuance/registrar/enrol-for-registrar.ts";
import { readRequest } from "../../issuance/verify-request.ts";
import { refusedBodies, refusedRequests, type Handler, type Operation } from "../description/operation.ts";
import { challenge, requireCode } from "../http/basic-credentials.ts";
import { admitRequest, type Surroundings } from "../http/environment.ts";
import { acceptedEnrolment, acceptingLater, certsOnly, issuedCertificate, pkcs10, readEnrolment } from "./est-message.ts";

/**
 * `simpleenroll` (RFC 7030, section 4.2.1): with a recovery code as HTTP Basic (section 3.2.3), or by a registrar for
 * others.
 */
export const simpleEnrol: Operation = {
  id: "simpleEnrol",
  method: "post",
  path: paths.enrol,
  summary: "Enrol with a recovery code, or as a registrar",
  description:
    "Only on the recovery host: the user is `<cn>@<tenant>` or `<cn>`, the password the code. On the other hosts only holders that the settings name as `registrars` enrol, for others, with their certificate.",
  hosts: ["recover", "app", "auth"],
  authentication: ["code", "certificate"],
  request: pkcs10,
  answers: {
    200: {
      ...issuedCertificate,
      headers: { [fileNameHeader]: "The name for a .p12 file that contains the certificate." },
    },
    202: acceptedEnrolment,
    401: {
      description: "Has no body if there was no `Authorization`, and a problem if the code was not accepted.",
      headers: { "WWW-Authenticate": "Requests the code as HTTP Basic credentials." },
    },
  },
  refusals: [
    "enrolment-needs-code",
    "recovery-code-wrong",
    "tenant-closed",
    "type-not-renewable",
    "authority-expires-first",
    "authority-delayed",
    "authority-refused",
    "name-not-permitted",
    ...refusedBodies,
    ...refusedRequests,
    "cross-site",
  ],
  handler: (surroundings, host) => acceptingLater(host === "recover" ? enrolByCode(surroundings) : enrolByRegistrar(surroundings)),
};

function enrolByCode({ service, clock }: Surroundings): Handler {
  return async (c) => {
    const authorization = c.req.header("Authorization");
    if (authorization === undefined) return challenge();
    const { cn, tenant, code } = requireCode(authorization);
    const pkcs10 = await readEnrolment(c.env.incoming);
    const request = readRequest(pkcs10);
    const claim = { cn, tenant: tenant ?? request.subject?.o ?? "", code };
    const enrol = async (): Promise<Recovered> => await recover(service, { claim, request, pkcs10, now: clock() });
    const { certificate, fileName } = await countWrongCode(
      service.store,
      clock,
      { address: c.env.connection.client, ...claim },
      enrol,
    );
    return certsOnly(c.env.incoming, [new Uint8Array(certificate)], { [fileNameHeader]: fileName });
  };
}

/** Callers who are not registrars renew a working certificate instead, or use a code on the recovery host. */
function enrolByRegistrar(surroundings: Surroundings): Handler {
  const { service, clock } = surroundings;
  return async (c) => {
    const { registrars } = service.settings;
    const now = clock();
    const { certificate, peer } = registrars.length === 0 ? {} : await admitRequest(surroundings, c, now);
    const registrar = registrars.find(({ tenant, name }) => tenant === certificate?.tenant && name === certificate.cn);
    if (registrar === undefined || certificate === undefined || peer?.kind !== "accepted")
      throw new Refusal("enrolment-needs-code");
    const request = await readEnrolment(c.env.incoming);
    return certsOnly(c.env.incoming, [
      new Uint8Array(await enrolForRegistrar(service, { registrar, by: certificate, request, now })),
    ]);
  };
}
