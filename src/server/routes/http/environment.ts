import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { Context } from "hono";
import type { Logger } from "pino";
import type { Logins } from "../../../protocol/logins.ts";
import type { Peer } from "../../../protocol/peer.ts";
import type { ProblemCode } from "../../../protocol/problem.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { admit, type Admission } from "../../issuance/renewal/admit.ts";
import type { Service } from "../../issuance/service.ts";
import type { Connection } from "../../listener/connection.ts";
import type { Excess } from "../../listener/limit.ts";
import type { HeldCertificate } from "../../store/certificates/certificates.ts";
import type { Answered } from "./answered.ts";
import type { ServedHost } from "./hosts.ts";
import type { WrongCodes } from "./wrong-codes.ts";

/** What the service gives a web app beside a request and the judgement of its certificate. */
interface WebAppProvisions {
  /** Where a certificate is renewed by a code, where there is such a page. */
  readonly recoveryPage: string | undefined;
  readonly logins: Logins;
}

/** Answers what the certificate API does not, on the web app's host. */
export type WebApp = (request: Request, peer: Peer, provisions: WebAppProvisions) => Response | Promise<Response>;

/** What every route works with. */
export interface Surroundings {
  readonly service: Service;
  readonly clock: () => Date;
  /** The port that the service listens on. */
  readonly port: () => number;
  /** The port that the recovery host listens on. */
  readonly recoveryPort: () => number;
  readonly log: Logger;
  /** Counts what was answered. */
  readonly observe: (answered: Answered) => void;
  /** Answers what the certificate API does not, on the web app's host. */
  readonly webapp: WebApp | undefined;
  /** Who may log in, and who has. */
  readonly logins: Logins;
  readonly wrongCodes: WrongCodes;
}

/** A request as its connection gave it, and where its answer goes. */
export interface Exchange {
  readonly incoming: IncomingMessage | Http2ServerRequest;
  readonly outgoing: ServerResponse | Http2ServerResponse;
  readonly connection: Connection;
  /** The limit that the request is beyond; it is refused then. */
  readonly excess: Excess | undefined;
}

/** What one request carries with it. */
export interface Environment {
  Bindings: Exchange & {
    readonly host: ServedHost;
    readonly requestId: string;
    /** The serial number of the certificate that came with the request, once somebody has looked. */
    serial?: string;
    /** Why the request was refused, once it was. */
    code?: ProblemCode;
  };
}

/** Judges the certificate of this request's connection. */
export async function admitRequest({ service }: Surroundings, c: Context<Environment>, now: Date): Promise<Admission> {
  const { certificate } = c.env.connection;
  if (certificate) c.env.serial = certificate.serialNumber;
  return await admit(service, certificate, c.env.host.name, now);
}

/**
 * The certificate of a caller who is known and welcome.
 *
 * @throws Refusal with the reason why not
 */
export async function requireCaller(surroundings: Surroundings, c: Context<Environment>, now: Date): Promise<HeldCertificate> {
  const { peer, certificate } = await admitRequest(surroundings, c, now);
  if (peer.kind === "refused") throw new Refusal(peer.code);
  if (certificate === undefined) throw new Refusal("no-certificate");
  return certificate;
}
