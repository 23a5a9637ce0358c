import { type ClientRequest, type IncomingMessage } from "node:http";
import { request as requestByTls } from "node:https";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { appHost, type AppBehind } from "./app-behind.ts";
import { openRaw } from "./raw-tls.ts";
import type { Identity } from "./tls-client.ts";

/** A request, whose body the test writes if it is a POST, and whose response it reads. */
export function begin(
  { world }: AppBehind,
  identity: Identity,
  path: string,
  options: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): { readonly outgoing: ClientRequest; readonly response: Promise<IncomingMessage> } {
  const { port, root: ca } = world;
  const headers = { Host: `${appHost}:${port}`, ...options.headers };
  const outgoing = requestByTls({
    host: "127.0.0.1",
    servername: appHost,
    port,
    ca,
    path,
    agent: false,
    method: options.method ?? "GET",
    headers,
    ...identity,
  });
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once("response", resolve);
    outgoing.once("error", reject);
  });
  // A test that awaits nothing of it reads its end elsewhere.
  response.catch(() => undefined);
  if (options.method === "POST") outgoing.flushHeaders();
  else outgoing.end();
  return { outgoing, response };
}

/** Reads from a connection until what was received matches. */
export async function readUntil(socket: Socket, pattern: RegExp): Promise<string> {
  let seen = "";
  return await new Promise((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      seen += chunk.toString("latin1");
      if (!pattern.test(seen)) return;
      socket.off("data", look).off("close", give);
      resolve(seen);
    };
    const give = (): void => reject(new Error(`The connection closed after: ${seen}`));
    socket.on("data", look).once("close", give);
  });
}

/** Opens a WebSocket's connection to an app behind the service. */
export async function openWebSocket({ world }: AppBehind, identity: Identity | undefined, path = "/ws"): Promise<TLSSocket> {
  const socket = await openRaw({ port: world.port, root: world.root, identity, host: appHost });
  socket.on("error", () => undefined);
  socket.write(webSocketRequest(path, `${appHost}:${world.port}`));
  return socket;
}

/** The request of RFC 6455, section 1.2. */
export function webSocketRequest(path: string, host: string): string {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    "Connection: keep-alive, Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "\r\n",
  ].join("\r\n");
}

/** Accepts a WebSocket, and sends back whatever arrives. */
export function echoWebSocket(_: IncomingMessage, socket: NodeJS.ReadWriteStream, head: Buffer): void {
  socket.write(
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade, X-Hop\r\nUpgrade: websocket\r\nX-Hop: 1\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
  );
  socket.write(head);
  socket.on("error", () => undefined);
  socket.pipe(socket);
}
