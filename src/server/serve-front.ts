import type { X509Certificate } from "node:crypto";
import type { Server } from "node:http";
import { answerFront } from "./answer-requests.ts";
import { isCertified } from "./authority/certifying-authority.ts";
import { drainable } from "./front/drain.ts";
import { forwardedReader } from "./front/forwarded-request.ts";
import { createFrontListener, listenForFront } from "./front/front-listener.ts";
import { frontWithoutSecret, readFrontSecret } from "./front/front-secret.ts";
import { plainUrl } from "./listener/listen.ts";
import { createFrontApplication } from "./routes/application.ts";
import type { Surroundings } from "./routes/http/environment.ts";
import { listensOf, type Front, type FrontListen } from "./settings/front.ts";

/** A listener for a front, not yet open. */
export interface FrontServer {
  /** Waits for pending requests, at most for as long as the settings allow, and closes it. */
  readonly close: () => Promise<void>;
  /** @throws OperatorError `address-in-use`, `front-socket-unusable` */
  readonly open: () => Promise<void>;
  /** Where it listens, once it is open: `unix:` with its path, or an `http:` URL. */
  readonly address: () => string;
}

/**
 * The listeners of the settings for a front that ends TLS.
 *
 * @throws OperatorError `file-unreadable`, `settings-malformed` for the file with the front's secret
 */
export async function frontServers(
  front: Front,
  surroundings: Surroundings,
  answering: Parameters<typeof answerFront>[3],
): Promise<readonly FrontServer[]> {
  const secret = await readFrontSecret(front);
  const { service, clock, log } = surroundings;
  const warning = frontWithoutSecret(front);
  if (warning !== undefined) log.warn(warning);
  const publicPort = (): number => front.publicPort;
  const application = createFrontApplication({ ...surroundings, port: publicPort, recoveryPort: publicPort });
  return listensOf(front).map((where) => {
    const server = createFrontListener(answering.limits());
    // What TLS tells of the service's own connections.
    const isOurs = (certificate: X509Certificate): boolean =>
      clock() < certificate.validToDate && isCertified(service.authority, certificate);
    const read = forwardedReader(front, where, secret, isOurs);
    answerFront(server, application, read, answering);
    return {
      open: async () => await listenForFront(server, where),
      close: drainable(server, where, () => answering.limits().closingSeconds * 1000),
      address: () => addressOf(where, server),
    };
  });
}

function addressOf(where: FrontListen, server: Server): string {
  if ("path" in where) return `unix:${where.path}`;
  return plainUrl(server, where.host);
}
