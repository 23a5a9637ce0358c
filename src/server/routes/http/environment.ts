import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { Context } from "hono";
import type { Logger } from "pino";
import type { RefusalCode } from "../../../protocol/console/problem.ts";
import type { TokenScope } from "../../../protocol/console/tokens.ts";
import type { Logins } from "../../../protocol/logins.ts";
import type { Peer } from "../../../protocol/peer.ts";
import type { FrontFault } from "../../front/forwarded-request.ts";
import type { AppFailure } from "../../gateway/failure.ts";
import type { Gateway } from "../../gateway/gateway.ts";
import type { Presentation } from "../../issuance/presentations/noted-presentations.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { admit, type Admission } from "../../issuance/renewal/admit.ts";
import type { Service } from "../../issuance/service.ts";
import type { Connection } from "../../listener/connection.ts";
import type { Excess } from "../../listener/limit.ts";
import type { Upgrade } from "../../listener/upgrades.ts";
import type { HeldToken } from "../../store/accounts/token-rows.ts";
import type { HeldCertificate } from "../../store/certificates/certificates.ts";
import type { ServedHost } from "./hosts.ts";
import type { RequestOutcome } from "./request-outcome.ts";

/** What the service provides to a web app, besides a request and the evaluation of its certificate. */
interface WebAppProvisions {
  /** The URL of the page for renewals with a code, if there is one. */
  readonly recoveryPage: string | undefined;
  readonly logins: Logins;
}

/** Answers the requests to the web app's host that the certificate API does not. */
export type WebApp = (request: Request, peer: Peer, provisions: WebAppProvisions) => Response | Promise<Response>;

/** What every route depends on. */
export interface Surroundings {
  readonly service: Service;
  readonly clock: () => Date;
  /** The public port of the hosts that ask for a client certificate. */
  readonly port: () => number;
  /** The public port of the recovery host. */
  readonly recoveryPort: () => number;
  readonly log: Logger;
  /** Counts the answered requests. */
  readonly observe: (outcome: RequestOutcome) => void;
  readonly webapp: WebApp | undefined;
  /** The web app's accounts and sessions, for requests to a host from an address. */
  readonly logins: (place: { readonly host: string; readonly address: string }) => Logins;
  /** Records that a certificate was presented, without keeping the request waiting. */
  readonly present: (presentation: Presentation, now: Date) => void;
  /** Has this process look for jobs at once. */
  readonly wakeWork: () => void;
  /** Starts work that a request does not wait for; its failures are logged. */
  readonly startErrand: (work: () => Promise<void>) => void;
  /** To the apps behind the service. */
  readonly gateway: Gateway;
}

/** A request with its connection, and its response. */
export interface Exchange {
  readonly incoming: IncomingMessage | Http2ServerRequest;
  readonly outgoing: ServerResponse | Http2ServerResponse;
  readonly connection: Connection;
  /** Set if the client asks for a WebSocket. */
  readonly upgrade?: Upgrade | undefined;
  /** The limit that the request exceeds, if any; it is then refused. */
  readonly excess: Excess | undefined;
  /** Why the request is not believed to come through a front, if so; it is then refused. */
  readonly fault: FrontFault | undefined;
}

/** A token that is valid with the certificate of its request, and what the operation needs of it. */
export interface Bearer {
  readonly token: HeldToken;
  readonly scopes: readonly TokenScope[];
  /** The CN of the certificate of this connection. */
  readonly cn: string;
}

/** The context of a request. */
export interface Environment {
  Bindings: Exchange & {
    readonly host: ServedHost;
    readonly requestId: string;
    /** The serial number of the client certificate. */
    serial?: string;
    /** The identifier of its issuer, if the certificate is accepted. */
    issuer?: string;
    /** Its number, if it is accepted. */
    certificate?: number;
    /** The program's token, if the request came with one and not with a session. */
    bearer?: Bearer;
    /** The reason of a refusal, once it has been refused. */
    code?: RefusalCode;
    /** The status of a response that is sent without Hono, if so. */
    sent?: number;
    /** Why the app behind the host has not answered, if so. */
    app?: AppFailure;
  };
}

/** Evaluates the client certificate of a request, and records that it was presented. */
export async function admitRequest({ service, present }: Surroundings, c: Context<Environment>, now: Date): Promise<Admission> {
  const { certificate, address } = c.env.connection;
  if (certificate) c.env.serial = certificate.serialNumber;
  const admission = await admit(service, certificate, c.env.host.name, now);
  if (admission.certificate) {
    const { issuer, number } = admission.certificate;
    c.env.issuer = issuer;
    c.env.certificate = number;
    const { role, name } = c.env.host;
    // Proofs may each have a name of their own.
    const host = role === "verify" ? service.settings.hosts.verify : name;
    present({ certificate: number, host, address }, now);
  }
  return admission;
}

/**
 * The accepted certificate of the caller.
 *
 * @throws Refusal with the reason if it is not accepted
 */
export async function requireCaller(surroundings: Surroundings, c: Context<Environment>, now: Date): Promise<HeldCertificate> {
  const { peer, certificate } = await admitRequest(surroundings, c, now);
  if (peer.kind === "refused") throw new Refusal(peer.code);
  if (certificate === undefined) throw new Refusal("no-certificate");
  return certificate;
}

/** Where a request comes from, and the host that it is for, for the login history. */
export function placeOf({ env: { host, connection } }: Context<Environment>): { readonly host: string; readonly address: string } {
  return { host: host.name, address: connection.address };
}
