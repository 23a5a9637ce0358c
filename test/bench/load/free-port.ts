import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout } from "node:timers/promises";

/** Waits until a program listens on a loopback port. */
export async function listening(port: number): Promise<void> {
  for (let tries = 100; ; tries -= 1) {
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      return;
    } catch (error) {
      if (tries === 0) throw error;
      await setTimeout(50);
    } finally {
      socket.destroy();
    }
  }
}

/** A free loopback port, for a program that cannot choose one and report it. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address === "object" && address !== null) return address.port;
  throw new Error("No free port.");
}
