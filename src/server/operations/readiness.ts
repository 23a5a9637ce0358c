import { issuingTime } from "../authority/lifetime.ts";
import { endsSoon } from "../authority/server-certificate.ts";
import type { Service } from "../issuance/service.ts";
import { isPresent } from "../store/identity.ts";

/** What keeps a service from doing its work, or will. */
type Obstacle = "database" | "authority-ends" | "server-certificate-ends";

/** Whether a service can do its work. */
export interface Readiness {
  /** What keeps it from that; nothing where it is ready. */
  readonly obstacles: readonly Obstacle[];
  /** What will keep it from that unless somebody does something: the authority within a year, the server certificate within 30 days. */
  readonly soon: readonly Obstacle[];
}

/**
 * Looks for what keeps the service from doing its work, or will: the authority ends before a certificate that is
 * issued now would, so that nothing is issued.
 *
 * @param serverCertificate when the certificate that the listeners show ends, or its chain where that is earlier; and
 * when it does for every client
 */
export async function findObstacles(
  service: Service,
  serverCertificate: { readonly end: Date; readonly endForAll: Date },
  now: Date,
): Promise<Readiness> {
  const { store, authority, settings } = service;
  const present = await isPresent(store).catch(() => false);
  const issuing = issuingTime(authority, settings.validityYears, now);
  const found: readonly (readonly [Obstacle, boolean, boolean])[] = [
    ["database", !present, false],
    ["authority-ends", issuing.over, issuing.endsSoon],
    ["server-certificate-ends", serverCertificate.endForAll <= now, endsSoon(serverCertificate.end, now)],
  ];
  return {
    obstacles: found.filter(([, over]) => over).map(([obstacle]) => obstacle),
    soon: found.filter(([, over, near]) => !over && near).map(([obstacle]) => obstacle),
  };
}
