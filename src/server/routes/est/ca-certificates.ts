import { paths } from "../../../protocol/paths.ts";
import type { Operation } from "../description/operation.ts";
import { base64 } from "../description/schemas.ts";
import { certsOnly } from "./est-message.ts";

/**
 * `cacerts` (RFC 7030, section 4.1), for everybody: the issuing authorities, the current one first, the roots, and after
 * a rotation of the root the certificates in which one root certifies the other (section 4.1.3).
 */
export const caCertificates: Operation = {
  id: "caCertificates",
  method: "get",
  path: paths.caCertificates,
  summary: "The authorities' certificates",
  hosts: ["app", "auth", "recover"],
  authentication: ["none"],
  answers: {
    200: {
      description: "The issuing authorities and the root, in a PKCS#7 of certificates only.",
      content: { "application/pkcs7-mime": base64 },
    },
  },
  refusals: ["cross-site"],
  handler:
    ({ service }) =>
    (c) => {
      const { issuing, earlier, root, otherRoots, crossCertificates } = service.authority;
      const others = [...earlier.map((each) => each.issuing), root, ...crossCertificates.map(({ der }) => der), ...otherRoots];
      return certsOnly(c.env.incoming, [issuing, ...others]);
    },
};
