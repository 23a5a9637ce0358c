import { toHex, type Bytes } from "../../../core/bytes.ts";
import { paths } from "../../../protocol/paths.ts";
import type { Operation } from "../description/operation.ts";
import { base64 } from "../description/schemas.ts";
import { certsOnly } from "./est-message.ts";

/** Removes duplicates: an authority may be its own root, and several may share one. */
function distinct(certificates: readonly Bytes[]): Bytes[] {
  return [...new Map(certificates.map((der) => [toHex(der), der])).values()];
}

/**
 * `cacerts` (RFC 7030, section 4.1), for everybody: another authority that signs for the service, the issuing
 * authorities, the current one first, the intermediate ones above them, the roots and, after a rotation of the root,
 * the cross-certificates between old and new root (section 4.1.3).
 */
export const caCertificates: Operation = {
  id: "caCertificates",
  method: "get",
  path: paths.caCertificates,
  summary: "The authorities' certificates",
  hosts: ["app", "auth", "recover", "console"],
  authentication: ["none"],
  answers: {
    200: {
      description: "The issuing authorities and the root, as a certs-only PKCS#7 message.",
      content: { "application/pkcs7-mime": base64 },
    },
  },
  refusals: ["cross-site"],
  handler:
    ({ service }) =>
    (c) => {
      const { authority } = service;
      const { issuing, earlier, root, otherRoots, crossCertificates, upstream } = authority;
      const higher = [authority, ...earlier].flatMap((each) => each.above);
      const others = [
        ...earlier.map((each) => each.issuing),
        ...higher.map(({ der }) => der),
        root,
        ...crossCertificates.map(({ der }) => der),
        ...otherRoots,
      ];
      return certsOnly(c.env.incoming, distinct([...(upstream?.chain ?? []), issuing, ...others]));
    },
};
