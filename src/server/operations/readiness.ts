import { dayInMilliseconds } from "../../core/days.ts";
import type { Service } from "../issuance/service.ts";
import { isPresent } from "../store/identity.ts";

/** What keeps a service from doing its work. */
export type Obstacle = "database" | "authority-ends" | "server-certificate-ends";

/** The issuing authority has to last so long still; by then it should have been rotated. */
const authorityDays = 7;

/**
 * What keeps the service from doing its work; nothing where it is ready.
 *
 * @param serverCertificateEnd when the certificate that the listeners show ends
 */
export async function findObstacles(service: Service, serverCertificateEnd: Date, now: Date): Promise<readonly Obstacle[]> {
  const obstacles: Obstacle[] = [];
  const present = await isPresent(service.store).catch(() => false);
  if (!present) obstacles.push("database");
  if (service.authority.notAfter.getTime() - now.getTime() < authorityDays * dayInMilliseconds) obstacles.push("authority-ends");
  if (serverCertificateEnd <= now) obstacles.push("server-certificate-ends");
  return obstacles;
}
