import { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { getRequestListener, RequestError } from "@hono/node-server";
import { pino, type LevelWithSilent, type Logger } from "pino";
import type { Peer } from "../protocol/peer.ts";
import { Refusal } from "./issuance/refusal.ts";
import type { Service } from "./issuance/service.ts";
import { closable } from "./listener/close.ts";
import { listen, portOf } from "./listener/listen.ts";
import { tlsOptions } from "./listener/tls-options.ts";
import { openService } from "./open-service.ts";
import { addressesOf, type Addresses } from "./routes/addresses.ts";
import { createApplication, createRecoveryApplication, type Application } from "./routes/application.ts";
import { failureResponse, problemResponse } from "./routes/problem.ts";
import type { Settings } from "./settings.ts";
import { startSweeps } from "./sweeps.ts";

/** How a service is started. */
export interface ServeOptions {
  /** The data folder. */
  readonly data: string;
  /** A `postgres://` URL in place of the database that the settings name. */
  readonly database?: string | undefined;
  /** The time of day; the computer's where it is not given. */
  readonly clock?: () => Date;
  /** In place of the settings' port; 0 takes any free one. */
  readonly port?: number;
  /** Answers every request to the web app's host that the certificate API does not claim. */
  readonly webapp?: (request: Request, peer: Peer) => Response | Promise<Response>;
  /** A log, or the least level that goes to standard error as JSON lines; `info` where it is not given. */
  readonly log?: Logger | LevelWithSilent;
}

/** A service that answers. */
export interface RunningService {
  readonly addresses: Addresses;
  /** For operations from within the same program, which would wait for each other on two connections. */
  readonly service: Service;
  /** Lets the requests that are under way end, then closes everything. */
  close(): Promise<void>;
}

/**
 * Starts the service of a data folder.
 *
 * @throws OperatorError `data-folder-incomplete`, `settings-malformed`, `passphrase-wrong`, `address-in-use`
 */
export async function serve(options: ServeOptions): Promise<RunningService> {
  const { data, clock = () => new Date(), webapp } = options;
  const log = openLog(options.log);
  const service = await openService(data, options);
  try {
    const { settings } = service;
    const tls = await tlsOptions(data, service, clock());
    const server = createServer(tls);
    const recoveryServer = createServer({ ...tls, requestCert: false });
    const port = (): number => portOf(server);
    const recoveryPort = (): number => portOf(recoveryServer);
    const surroundings = { service, clock, port, recoveryPort, log, webapp };
    answerRequests(server, createApplication(surroundings), log);
    answerRequests(recoveryServer, createRecoveryApplication(surroundings), log);
    const closeServers = [closable(server), closable(recoveryServer)];
    const close = async (): Promise<void> => {
      await Promise.all(closeServers.map((closeServer) => closeServer()));
      await service.close();
    };
    await listen(server, settings.listen.host, options.port ?? settings.listen.port);
    try {
      await listen(recoveryServer, settings.recovery.listen.host, recoveryPortOf(settings, options.port));
    } catch (error) {
      await Promise.all(closeServers.map((closeServer) => closeServer()));
      throw error;
    }
    const stopSweeps = startSweeps(service, clock, log);
    const stop = async (): Promise<void> => {
      await stopSweeps();
      await close();
    };
    return { addresses: addressesOf(settings, port(), recoveryPort()), service, close: stop };
  } catch (error) {
    await service.close();
    throw error;
  }
}

function answerRequests(server: Server, application: Application, log: Logger): void {
  const answer = getRequestListener(
    (request, { incoming, outgoing }) => {
      if (incoming instanceof IncomingMessage && outgoing instanceof ServerResponse) {
        return application(request, { incoming, outgoing });
      }
      throw new TypeError("The listener speaks HTTP/1.1 only.");
    },
    { errorHandler: (error) => answerFailure(error, log) },
  );
  server.on("request", (incoming, outgoing) => void answer(incoming, outgoing));
}

/** A service that is told to take any free port, or another one than usual, must not meet the usual one's recovery. */
function recoveryPortOf({ listen, recovery }: Settings, port = listen.port): number {
  return port === 0 || port !== listen.port ? 0 : recovery.listen.port;
}

function openLog(log: ServeOptions["log"] = "info"): Logger {
  return typeof log === "string" ? pino({ level: log }, pino.destination(2)) : log;
}

/** What did not even become a request, such as a `Host` that is none, or failed outside of every route. */
function answerFailure(error: unknown, log: Logger): Response {
  if (error instanceof RequestError) return problemResponse(new Refusal("not-found"), 400);
  log.error({ err: error }, "request failed");
  return failureResponse(error);
}
