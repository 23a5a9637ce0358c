import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";
import type { Connection } from "./tls-client.ts";

/** Opens a TLS connection on which a test writes raw bytes. */
export async function openRaw({ port, root, identity, host = "localhost", session }: Connection): Promise<TLSSocket> {
  const resumed = session ? { session } : {};
  const socket = connect({ port, host: "127.0.0.1", servername: host, ca: root, ...identity, ...resumed });
  await once(socket, "secureConnect");
  return socket;
}

/** Everything received until the server ends the connection; empty if it ends it immediately. */
export async function readToEnd(socket: TLSSocket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  // A reset connection has delivered all it had.
  socket.on("error", () => undefined);
  if (!socket.closed) await once(socket, "close");
  return Buffer.concat(chunks).toString("latin1");
}

/** Writes some bytes and returns everything received. */
export async function say(connection: Connection, octets: string): Promise<string> {
  const socket = await openRaw(connection);
  socket.write(octets, "latin1");
  return await readToEnd(socket);
}
