import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";
import type { Connection } from "./tls-client.ts";

/** Opens a TLS connection on which a test says what it wants. */
export async function openRaw({ port, root, identity, host = "localhost", session }: Connection): Promise<TLSSocket> {
  const resumed = session ? { session } : {};
  const socket = connect({ port, host: "127.0.0.1", servername: host, ca: root, ...identity, ...resumed });
  await once(socket, "secureConnect");
  return socket;
}

/** Everything that comes until the server ends the connection; nothing where it ends it at once. */
export async function readToEnd(socket: TLSSocket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  // A connection that is cut has said what it had to say.
  socket.on("error", () => undefined);
  if (!socket.closed) await once(socket, "close");
  return Buffer.concat(chunks).toString("latin1");
}

/** Says some octets and waits for all that comes back. */
export async function say(connection: Connection, octets: string): Promise<string> {
  const socket = await openRaw(connection);
  socket.write(octets, "latin1");
  return await readToEnd(socket);
}
