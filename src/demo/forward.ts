import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectByTls, TLSSocket } from "node:tls";
import { proxy } from "hono/proxy";
import type { Peer } from "../protocol/peer.ts";
import type { ServeOptions } from "../server/serve.ts";

/**
 * A web app behind mutual TLS that forwards everything that the certificate API does not answer, WebSockets included,
 * to a development server. That server sees its own host in `Host`, and the browser's in `X-Forwarded-Host`.
 */
export function forwardTo(app: URL): Required<Pick<ServeOptions, "webapp" | "upgrade">> {
  return {
    webapp: async (request, peer) => (peer.kind === "refused" ? refuse(peer) : await forward(app, request)),
    upgrade: (incoming, socket, head) => {
      // The browser presents the certificate that was chosen for the page.
      if (socket instanceof TLSSocket && socket.authorized) forwardUpgrade(app, incoming, socket, head);
      else socket.destroy();
    },
  };
}

function refuse({ code }: Extract<Peer, { kind: "refused" }>): Response {
  const reason = code === "no-certificate" ? "The browser sent no client certificate" : "This certificate is refused";
  return inWords(`${reason} (${code}). Restart the browser and choose client28.`, 403);
}

async function forward(app: URL, request: Request): Promise<Response> {
  const { pathname, search, host } = new URL(request.url);
  const ask = async (asked: Request): Promise<Response> => {
    // `fetch` sets the server's own.
    asked.headers.delete("Host");
    asked.headers.set("X-Forwarded-Host", host);
    asked.headers.set("X-Forwarded-Proto", "https");
    return await fetch(asked);
  };
  try {
    const at = `${app.origin}${pathname}${search}`;
    const response = await proxy(at, { raw: request, redirect: "manual", customFetch: ask });
    const location = response.headers.get("Location");
    // A redirect to the server's own address would leave the origin of the certificate API.
    if (location?.startsWith(`${app.origin}/`) === true) response.headers.set("Location", location.slice(app.origin.length));
    return response;
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : "";
    return inWords(`${app.origin} does not respond${reason}. Start the development server, then reload the page.`, 502);
  }
}

function forwardUpgrade(app: URL, incoming: IncomingMessage, socket: TLSSocket, head: Buffer): void {
  const host = app.hostname.replace(/^\[|\]$/g, "");
  const isSecure = app.protocol === "https:";
  const port = Number(app.port) || (isSecure ? 443 : 80);
  const server: Duplex = isSecure ? connectByTls({ host, port, servername: host }) : connect({ host, port });
  const { method = "GET", url = "/", rawHeaders } = incoming;
  const headers = rawHeaders.flatMap((name, at) => {
    if (at % 2 === 1) return [];
    return [`${name}: ${name.toLowerCase() === "host" ? app.host : (rawHeaders[at + 1] ?? "")}\r\n`];
  });
  server.write(`${method} ${url} HTTP/1.1\r\n${headers.join("")}\r\n`);
  server.write(head);
  for (const [one, other] of [
    [socket, server],
    [server, socket],
  ] as const) {
    one.on("error", () => other.destroy());
    one.once("close", () => other.destroy());
  }
  socket.pipe(server).pipe(socket);
}

function inWords(text: string, status: number): Response {
  const headers = { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" };
  return new Response(`${text}\n`, { status, headers });
}
