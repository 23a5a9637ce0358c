import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { isIP } from "node:net";
import type { Metrics } from "./metrics.ts";
import type { Readiness } from "./readiness.ts";

/** What the operations listener reports. */
export interface OperationsView {
  readonly metrics: Metrics;
  readonly readiness: () => Promise<Readiness>;
  /** The host names currently accepted in requests. */
  readonly names: () => readonly string[];
}

interface View {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const text = "text/plain; charset=utf-8";
const nothing: View = { status: 404, type: text, body: "not found\n" };
const paths = ["/healthz", "/readyz", "/metrics"] as const;

/**
 * The operations listener: `/metrics`, `/healthz` (the process responds) and `/readyz` (the service works; otherwise 503 with
 * one obstacle a line; lines that begin with `soon` announce one). Plain HTTP, for the loopback interface or an internal
 * network. A request's host must be an IP address, `localhost` or a configured name, which prevents DNS rebinding by pages
 * in a browser.
 */
export function createOperationsServer(view: OperationsView): Server {
  const listener: RequestListener = (incoming, response) => {
    const { method, url } = incoming;
    if (!isFor(["localhost", ...view.names().map((name) => name.toLowerCase())], incoming)) {
      response.writeHead(421, { "Content-Type": text, "Cache-Control": "no-store" }).end("not for this host\n");
      return;
    }
    const path = paths.find((known) => known === url);
    if (path !== undefined && method !== "GET" && method !== "HEAD") {
      response.writeHead(method === "OPTIONS" ? 204 : 405, { Allow: "GET, HEAD, OPTIONS" }).end();
      return;
    }
    const found = path === undefined ? Promise.resolve(nothing) : viewOf(view, path);
    void found
      .catch(() => ({ status: 500, type: text, body: "failed\n" }))
      .then(({ status, type, body }) => {
        response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store" }).end(body);
      });
  };
  return createServer({ requestTimeout: 10_000, headersTimeout: 5000, connectionsCheckingInterval: 1000 }, listener);
}

function isFor(names: readonly string[], { headersDistinct }: IncomingMessage): boolean {
  const [authority, ...others] = headersDistinct["host"] ?? [];
  // HTTP/1.0 probes send no Host; browsers always do.
  if (authority === undefined) return true;
  const name = authority.toLowerCase().replace(/:\d{1,5}$/, "");
  return others.length === 0 && (names.includes(name) || isIP(name.replace(/^\[(.*)\]$/, "$1")) !== 0);
}

function viewOf({ metrics, readiness }: OperationsView, path: (typeof paths)[number]): Promise<View> {
  switch (path) {
    case "/healthz":
      return Promise.resolve({ status: 200, type: text, body: "alive\n" });
    case "/readyz":
      return readiness().then(({ obstacles, soon }) => ({
        status: obstacles.length === 0 ? 200 : 503,
        type: text,
        body: [...(obstacles.length === 0 ? ["ready"] : obstacles), ...soon.map((each) => `soon ${each}`), ""].join("\n"),
      }));
    case "/metrics":
      return metrics.text().then((body) => ({ status: 200, type: "text/plain; version=0.0.4; charset=utf-8", body }));
  }
}
