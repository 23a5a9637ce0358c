import type { IncomingMessage, ServerResponse } from "node:http";
import { requestIdHeader } from "../../protocol/problem.ts";
import type { InjectionOutcome } from "../injection/inject.ts";
import type { Connection } from "../listener/connection.ts";
import { liftTimeLimit } from "../listener/time-limits.ts";
import type { Upgrade } from "../listener/upgrades.ts";
import type { Limits } from "../settings/operation-settings.ts";
import { appConnections } from "./app-connections.ts";
import type { AppFailure } from "./failure.ts";
import { OpenExchanges, type EndReason } from "./open-exchanges.ts";
import { passOn, type ChangeResponse, type PassOutcome } from "./pass-on.ts";
import { requestHeads } from "./request-head.ts";

/** Receives what happens between the service and the apps behind it. */
export interface GatewayObserver {
  readonly began: () => void;
  readonly closed: () => void;
  /** A request was passed on: its outcome, and the time until the app's answer began, in milliseconds. */
  readonly passed: (outcome: "answered" | "left" | "ended" | AppFailure, milliseconds: number) => void;
  /** The app ended its answer early, or did not continue it. */
  readonly cut: (failure: AppFailure) => void;
  /** A page that the settings name got the in-page module, or why it did not. */
  readonly injected: (host: string, path: string, outcome: InjectionOutcome) => void;
  /** An exchange was ended, because its certificate is no longer accepted. */
  readonly ended: (reason: EndReason) => void;
}

/** A request of an accepted client to an app. */
interface AppRequest {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly upgrade: Upgrade | undefined;
  readonly connection: Connection;
  readonly requestId: string;
  /** The number of the client's certificate. */
  readonly certificate: number;
  readonly upstream: string;
  /** The target of the request, in origin form. */
  readonly path: string;
  /** The name that the request was for. */
  readonly host: string;
  /** Changes what the app is asked and what it answers. */
  readonly rewriting?: Rewriting | undefined;
}

/** Changes a request and its response. */
export interface Rewriting {
  /** Changes the names and values of the request. */
  readonly request: (headers: readonly string[]) => string[];
  readonly response: ChangeResponse;
}

/** Passes requests on to the apps behind the service. */
export interface Gateway {
  /** The requests, answers and WebSockets in progress. */
  readonly open: OpenExchanges;
  /** Passes a request on; the outcome is known when its answer begins. */
  readonly pass: (request: AppRequest) => Promise<PassOutcome>;
  /** Notes whether a page of a host got the in-page module. */
  readonly noteInjection: (host: string, path: string, outcome: InjectionOutcome) => void;
  /** Closes the connections to the apps. */
  readonly close: () => Promise<void>;
}

/**
 * Creates the gateway.
 *
 * @param limits those of connections are fixed at startup; the others may change
 * @param frontHeaders names of headers that only a front may use, in lower case
 */
export function createGateway(limits: () => Limits, frontHeaders: readonly string[], observer: GatewayObserver): Gateway {
  const agent = appConnections(limits());
  const open = new OpenExchanges();
  const headersFor = requestHeads(frontHeaders);
  return {
    open,
    async pass({ certificate, connection, requestId, rewriting, ...request }) {
      const { incoming, outgoing } = request;
      const { upstreamAnswerSeconds: answer, upstreamIdleSeconds: idle } = limits();
      const started = performance.now();
      liftTimeLimit(outgoing);
      outgoing.removeHeader(requestIdHeader);
      const received = headersFor({ incoming, connection, requestId });
      const headers = rewriting?.request(received) ?? received;
      const addedHeaders = [requestIdHeader, requestId];
      const passing = passOn(agent, { ...request, headers, addedHeaders, seconds: { answer, idle } }, rewriting?.response);
      observer.began();
      const leave = open.add(certificate, (reason) => {
        observer.ended(reason);
        passing.end(reason);
      });
      let begun = false;
      void passing.closed.then((failure) => {
        leave();
        observer.closed();
        if (begun && failure !== undefined) observer.cut(failure);
      });
      const outcome = await passing.outcome;
      begun = outcome.kind === "answered";
      observer.passed(outcome.kind === "failed" ? outcome.failure : outcome.kind, performance.now() - started);
      return outcome;
    },
    noteInjection: observer.injected,
    close: async () => await agent.destroy(),
  };
}
