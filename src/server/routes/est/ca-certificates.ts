import { Hono } from "hono";
import { paths } from "../../../protocol/paths.ts";
import type { Environment, Surroundings } from "../http/environment.ts";
import { certsOnly } from "./est-message.ts";

/**
 * `cacerts` (RFC 7030, section 4.1), which is everybody's: the issuing authorities, the roots, the one that signs first,
 * and after a rotation of the root the certificates in which one vouches for the other (section 4.1.3).
 */
export function caCertificateRoutes({ service }: Surroundings): Hono<Environment> {
  const routes = new Hono<Environment>();

  routes.get(paths.caCertificates, (c) => {
    const { issuing, earlier, root, otherRoots, crossCertificates } = service.authority;
    const others = [...earlier.map((each) => each.issuing), root, ...crossCertificates.map(({ der }) => der), ...otherRoots];
    return certsOnly(c.env.incoming, [issuing, ...others]);
  });

  return routes;
}
