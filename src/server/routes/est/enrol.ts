import { paths } from "../../../protocol/paths.ts";
import { fileNameHeader } from "../../../protocol/recovery.ts";
import { recover, type Recovered } from "../../issuance/recovery/recover.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { readRequest } from "../../issuance/verify-request.ts";
import { refusedBodies, refusedRequests, type Handler, type Operation } from "../description/operation.ts";
import { challenge, requireCode } from "../http/basic-credentials.ts";
import type { Surroundings } from "../http/environment.ts";
import { certsOnly, issuedCertificate, pkcs10, readEnrolment } from "./est-message.ts";

/** `simpleenroll` (RFC 7030, section 4.2.1), with a recovery code as HTTP Basic (section 3.2.3). */
export const simpleEnrol: Operation = {
  id: "simpleEnrol",
  method: "post",
  path: paths.enrol,
  summary: "Enrol with a recovery code",
  description:
    "Only on the recovery host: the user is `<cn>@<tenant>` or `<cn>`, the password the code. The other hosts refuse every request.",
  hosts: ["recover", "app", "auth"],
  authentication: ["code"],
  request: pkcs10,
  answers: {
    200: {
      ...issuedCertificate,
      headers: { [fileNameHeader]: "The name that the .p12 file made with the certificate should have." },
    },
    401: {
      description: "Without a body if there was no `Authorization`; with one if the code was not accepted.",
      headers: { "WWW-Authenticate": "Asks for the code, by HTTP Basic." },
    },
  },
  refusals: [
    "enrolment-needs-code",
    "recovery-code-wrong",
    "tenant-closed",
    "type-not-renewable",
    "authority-expires-first",
    ...refusedBodies,
    ...refusedRequests,
    "cross-site",
  ],
  handler: (surroundings, host) => (host === "recover" ? enrolByCode(surroundings) : refuse),
};

function enrolByCode({ service, clock, wrongCodes }: Surroundings): Handler {
  return async (c) => {
    const authorization = c.req.header("Authorization");
    if (authorization === undefined) return challenge();
    const { cn, tenant, code } = requireCode(authorization);
    const request = readRequest(await readEnrolment(c.env.incoming));
    const claim = { cn, tenant: tenant ?? request.subject?.o ?? "", code };
    const enrol = async (): Promise<Recovered> => await recover(service, { claim, request, now: clock() });
    const { certificate, fileName } = await wrongCodes.counted(c.env.connection.client, claim, enrol);
    return certsOnly(c.env.incoming, [new Uint8Array(certificate)], { [fileNameHeader]: fileName });
  };
}

/** A working certificate is renewed instead; without one, a code is needed, on the recovery host. */
function refuse(): never {
  throw new Refusal("enrolment-needs-code");
}
