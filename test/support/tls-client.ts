import type { IncomingHttpHeaders } from "node:http";
import { Agent, request } from "node:https";
import { createSecureContext, TLSSocket, type SecureContext, type SecureVersion } from "node:tls";

/** A certificate chain and its key, PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** The destination and identity of a request. */
export interface Connection {
  readonly port: number;
  /** The trust anchor for the server's certificate, PEM. */
  readonly root: string;
  /** By default no client certificate. */
  readonly identity?: Identity | undefined;
  /** The name in the TLS handshake and in `Host`; the address is always the loopback address. */
  readonly host?: string;
  /** Keeps connections alive; by default each request has a new one. */
  readonly agent?: Agent;
  /** A TLS session to resume. */
  readonly session?: Buffer;
  readonly maxVersion?: SecureVersion;
  /** Of OpenSSL, with a security level for old certificates. */
  readonly ciphers?: string;
}

/** One request. */
export interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A response. */
export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as it came. */
  readonly octets: Buffer;
  /** Whether the connection had carried an earlier request. */
  readonly reusedConnection: boolean;
  readonly resumedSession: boolean;
  /** The last session ticket from the server, for a later connection. */
  readonly session: Buffer | undefined;
}

/** Sends a request over TLS, as a program would; the server's certificate is verified. */
export async function send(connection: Connection, sent: Sent): Promise<Received> {
  const { port, root, identity, host = "app.localhost", session, maxVersion, ciphers } = connection;
  const agent = connection.agent ?? new Agent({ keepAlive: false, maxCachedSessions: 0 });
  return await new Promise((resolve, reject) => {
    let ticket: Buffer | undefined;
    const outgoing = request(
      {
        host: "127.0.0.1",
        servername: host,
        port,
        path: sent.path,
        method: sent.method ?? "GET",
        headers: { Host: `${host}:${port}`, ...sent.headers },
        ca: root,
        agent,
        ...(identity ? { cert: identity.cert, key: identity.key } : {}),
        ...(session ? { session } : {}),
        ...(maxVersion ? { maxVersion } : {}),
        ...(ciphers === undefined ? {} : { ciphers }),
        ...(maxVersion === undefined && ciphers === undefined ? { secureContext: contextOf(root, identity) } : {}),
      },
      (incoming) => {
        const { socket } = incoming;
        const resumedSession = socket instanceof TLSSocket && socket.isSessionReused();
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.once("error", reject);
        incoming.once("end", () => {
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString("utf8"),
            octets: Buffer.concat(chunks),
            reusedConnection: outgoing.reusedSocket,
            resumedSession,
            session: ticket,
          });
        });
      },
    );
    const keep = (given: Buffer): void => void (ticket = given);
    outgoing.on("socket", (socket) => {
      socket.on("session", keep);
      outgoing.once("close", () => socket.off("session", keep));
    });
    outgoing.once("error", reject);
    outgoing.end(sent.body);
  });
}

const nobody: Identity = { cert: "", key: "" };
const contexts = new WeakMap<Identity, { readonly root: string; readonly context: SecureContext }>();

/** The parsed certificates and key of somebody who sends many requests: parsing takes as long as a request. */
function contextOf(root: string, identity: Identity = nobody): SecureContext {
  const known = contexts.get(identity);
  if (known?.root === root) return known.context;
  const context = createSecureContext({ ca: root, ...(identity === nobody ? {} : { cert: identity.cert, key: identity.key }) });
  contexts.set(identity, { root, context });
  return context;
}
