import type { IncomingMessage, ServerResponse } from "node:http";
import { PassThrough, pipeline, type Duplex, type Writable } from "node:stream";
import type { Dispatcher } from "undici";
import { valuesIn } from "../listener/raw-headers.ts";
import type { Upgrade } from "../listener/upgrades.ts";
import { appFailureOf, AppTimeout, wasClosedMeanwhile, type AppFailure } from "./failure.ts";
import { joinWebSocket } from "./join-web-socket.ts";
import type { EndReason } from "./open-exchanges.ts";
import { passInformation } from "./pass-information.ts";
import { Patience } from "./patience.ts";
import { passedResponseHead, passedTrailers } from "./response-head.ts";

/** A request to an app. */
export interface PassOrder {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Set if the client asks for a WebSocket. */
  readonly upgrade?: Upgrade | undefined;
  /** The app's origin. */
  readonly upstream: string;
  /** In origin form (RFC 9112, section 3.2.1). */
  readonly path: string;
  /** Names and values. */
  readonly headers: readonly string[];
  /** The name that the request was for. */
  readonly host: string;
  /** Added to the head of the response. */
  readonly addedHeaders: readonly string[];
  /** For the answer to begin, and for anything to move after that. */
  readonly seconds: { readonly answer: number; readonly idle: number };
}

/** The head of a response, as names and values. */
interface ResponseHead {
  readonly status: number;
  readonly message: string;
  readonly headers: readonly string[];
}

/** Changes a response: its head, and its body, which then goes through all of `through`. */
export type ChangeResponse = (head: ResponseHead) => { readonly head: ResponseHead; readonly through?: readonly Duplex[] };

/** The outcome of a request, as soon as it is known: its answer may still be under way. */
export type PassOutcome =
  | { readonly kind: "answered"; readonly status: number }
  | { readonly kind: "failed"; readonly failure: AppFailure }
  /** Ended before it was answered. */
  | { readonly kind: "ended"; readonly reason: EndReason }
  /** The client has left. */
  | { readonly kind: "left" };

/** An exchange with an app. */
export interface Passing {
  readonly outcome: Promise<PassOutcome>;
  /** Ends it: with its reason as the outcome, or by closing the client's connection if its answer has begun. */
  readonly end: (reason: EndReason) => void;
  /** Resolves when nothing of it is under way any more; with the failure if the app ended its answer early. */
  readonly closed: Promise<AppFailure | undefined>;
}

/** Methods that may be repeated (RFC 9110, section 9.2.1). */
const safe: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Passes a request on to an app, and its response to the client, both as streams: neither side is read faster than the other
 * takes it. A response that the app does not complete is not completed for the client either: its connection is closed.
 */
export function passOn(agent: Dispatcher, order: PassOrder, change: ChangeResponse = (head) => ({ head })): Passing {
  const { incoming, outgoing, upgrade, seconds } = order;
  const outcome = Promise.withResolvers<PassOutcome>();
  const closed = Promise.withResolvers<AppFailure | undefined>();
  const method = incoming.method ?? "GET";
  const asked = { host: order.host, authority: incoming.headers.host ?? order.host, upstream: order.upstream };
  let controller: Dispatcher.DispatchController | undefined;
  let sink: Writable = outgoing;
  /** Whether it is over for the app. */
  let over = false;
  /** Why it was ended before the app was done, if so. */
  let stopped: Error | undefined;
  let failure: AppFailure | undefined;
  /** Whether something of the response is on its way to the client. */
  let written = false;
  let joined = false;
  let repeatable = safe.has(method) && !hasBody(incoming);

  const abort = (reason: Error): void => {
    if (over) return;
    over = true;
    stopped = reason;
    controller?.abort(reason);
  };
  const fail = (error: Error): void => {
    patience.end();
    failure ??= appFailureOf(error);
    cutOr({ kind: "failed", failure });
  };
  /** An answer that has begun cannot be taken back: the client must see that it is not complete. */
  const cutOr = (unanswered: PassOutcome): void => {
    if (joined) upgrade?.socket.destroy();
    else if (outgoing.headersSent) outgoing.destroy();
    else outcome.resolve(unanswered);
  };
  const patience = new Patience(() => {
    const error = new AppTimeout("Nothing has moved for too long.");
    abort(error);
    fail(error);
  });
  const resume = (): void => {
    patience.moved();
    controller?.resume();
  };
  const close = (): void => {
    patience.end();
    if (!outgoing.writableFinished) {
      abort(new Error("The client has left."));
      outcome.resolve({ kind: "left" });
    }
    if (sink !== outgoing) sink.destroy();
    closed.resolve(failure);
  };
  outgoing.once("close", close);

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(begun) {
      controller = begun;
      if (stopped !== undefined) begun.abort(stopped);
    },
    onResponseStart({ rawHeaders }, status, _, message = "") {
      repeatable = false;
      if (status < 200) {
        passInformation(order, status, textsOf(rawHeaders));
        return;
      }
      const headers = passedResponseHead(textsOf(rawHeaders), asked);
      const { head, through } = change({ status, message, headers });
      if (outgoing.destroyed) return;
      outgoing.writeHead(head.status, head.message, [...head.headers, ...order.addedHeaders]);
      queueMicrotask(() => {
        // The head of an event stream must not wait for its first event.
        if (!written && !outgoing.destroyed) outgoing.flushHeaders();
      });
      const [first] = through ?? [];
      if (through !== undefined && first !== undefined) {
        sink = first;
        // Besides those that every response has.
        outgoing.setMaxListeners(outgoing.getMaxListeners() + through.length * 2);
        pipeline([...through, outgoing], (error) => {
          if (!(error instanceof Error)) return;
          abort(error);
          fail(error);
        });
      }
      sink.on("drain", resume);
      patience.allow(seconds.idle);
      outcome.resolve({ kind: "answered", status: head.status });
    },
    onRequestUpgrade({ rawHeaders }, status, _, appSocket) {
      over = true;
      const headers = textsOf(rawHeaders);
      if (upgrade === undefined || status !== 101 || !/^websocket$/i.test(valuesIn(headers, "upgrade").join())) {
        appSocket.destroy();
        fail(new Error("The app has switched to another protocol."));
        return;
      }
      joined = true;
      outgoing.off("close", close).detachSocket(upgrade.socket);
      // It is over for whatever waits for the end of responses.
      outgoing.emit("close");
      const { socket } = upgrade;
      joinWebSocket(upgrade, appSocket, passedResponseHead(headers, asked), () => patience.moved());
      socket.once("close", () => {
        patience.end();
        closed.resolve(failure);
      });
      patience.allow(seconds.idle);
      outcome.resolve({ kind: "answered", status });
    },
    onResponseData(begun, chunk) {
      patience.moved();
      written ||= sink === outgoing;
      if (!sink.write(chunk)) begun.pause();
    },
    onResponseEnd({ rawTrailers }) {
      over = true;
      // Those of a body that is changed describe the app's, such as its digest.
      const trailers = sink === outgoing ? passedTrailers(textsOf(rawTrailers)) : [];
      if (trailers.length > 0) outgoing.addTrailers(trailers);
      written = true;
      sink.end();
    },
    onResponseError(_, error) {
      if (over) return;
      if (repeatable && wasClosedMeanwhile(error)) {
        repeatable = false;
        send();
        return;
      }
      over = true;
      fail(error);
    },
  };
  const send = (): void => {
    const body = hasBody(incoming) ? bodyOf(incoming, () => patience.moved()) : null;
    const options = { origin: order.upstream, path: order.path, method, headers: [...order.headers], body };
    try {
      const upgrading = upgrade === undefined ? {} : { upgrade: "websocket" };
      agent.dispatch({ ...options, ...upgrading, headersTimeout: 0, bodyTimeout: 0 }, handler);
    } catch (error) {
      const cause = error instanceof Error ? error : new Error("The request cannot be sent.", { cause: error });
      abort(cause);
      fail(cause);
    }
  };
  patience.allow(seconds.answer);
  send();
  return {
    outcome: outcome.promise,
    closed: closed.promise,
    end(reason) {
      abort(new Error("The certificate is no longer accepted."));
      patience.end();
      cutOr({ kind: "ended", reason });
    },
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
}

/** The body as a stream of its own: the client's connection, over which the answer goes, must survive its end. */
function bodyOf(incoming: IncomingMessage, moved: () => void): PassThrough {
  const body = new PassThrough();
  incoming.on("data", moved);
  incoming.once("close", () => {
    if (!incoming.complete) body.destroy(new Error("The client has left."));
  });
  incoming.pipe(body);
  body.once("close", () => incoming.unpipe(body).off("data", moved).resume());
  return body;
}

function textsOf(raw: Dispatcher.DispatchController["rawHeaders"]): string[] {
  return Array.isArray(raw) ? raw.map((each) => (typeof each === "string" ? each : each.toString("latin1"))) : [];
}
