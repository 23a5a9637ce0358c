import { once } from "node:events";
import { connect, type ClientHttp2Session, type ClientHttp2Stream, type OutgoingHttpHeaders } from "node:http2";
import type { Connection, Received, Sent } from "./tls-client.ts";

/** Opens an HTTP/2 connection. */
export async function openSession({ port, root, identity, host = "localhost" }: Connection): Promise<ClientHttp2Session> {
  const options = { ca: root, servername: host, ...(identity ? { cert: identity.cert, key: identity.key } : {}) };
  const session = connect(`https://127.0.0.1:${port}`, options);
  // Errors of the connection are also reported on each stream.
  session.on("error", () => undefined);
  await once(session, "connect");
  return session;
}

/** A response over HTTP/2. */
export type Http2Received = Omit<Received, "octets" | "reusedConnection" | "resumedSession" | "session">;

/** Sends a request on an open connection; `Host` among the headers is its authority. */
export async function sendOn(session: ClientHttp2Session, sent: Sent): Promise<Http2Received> {
  const stream = session.request(headersOf(session, sent), { endStream: sent.body === undefined });
  if (sent.body !== undefined) stream.end(sent.body);
  return await answerOf(stream);
}

/** Waits for a stream's complete response. */
export async function answerOf(stream: ClientHttp2Stream): Promise<Http2Received> {
  return await new Promise((resolve, reject) => {
    let status = 0;
    let headers: Received["headers"] = {};
    const chunks: Buffer[] = [];
    stream.on("response", (received) => {
      status = received[":status"] ?? 0;
      headers = received;
    });
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.once("error", reject);
    stream.once("close", () => {
      if (status === 0) reject(new Error(`The stream was closed without a response, code ${stream.rstCode}.`));
      else resolve({ status, headers, body: Buffer.concat(chunks).toString("utf8") });
    });
  });
}

/** The header fields of a request. */
export function headersOf(session: ClientHttp2Session, { method = "GET", path, headers = {} }: Sent): OutgoingHttpHeaders {
  const { Host, ...others } = headers;
  const authority = Host ?? `localhost:${String(session.socket.remotePort)}`;
  return { ":method": method, ":path": path, ":authority": authority, ...others };
}
