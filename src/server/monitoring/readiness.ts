import { issuingTime } from "../authority/lifetime.ts";
import { endsSoon } from "../authority/server/server-certificate.ts";
import type { Service } from "../issuance/service.ts";
import { isPresent } from "../store/identity.ts";

/** A current or imminent obstacle of the service. */
type Obstacle = "database" | "authority-ends" | "server-certificate-ends";

/** Whether a service works. */
export interface Readiness {
  /** Current obstacles; empty if it is ready. */
  readonly obstacles: readonly Obstacle[];
  /**
   * Obstacles that are imminent unless the operator acts: the authority within a year, the server certificate within 30
   * days.
   */
  readonly soon: readonly Obstacle[];
}

/**
 * Finds the obstacles of a service. `authority-ends`: the authority expires before a certificate issued now would, so
 * that nothing is issued.
 *
 * @param serverCertificate when the server certificate or its chain expires for some clients, and when for every client
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
