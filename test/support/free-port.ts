import { randomInt } from "node:crypto";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { portOf } from "../../src/server/listener/listen.ts";

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

/**
 * Operating systems give out ports from 32,768 (Linux) or 49,152 upwards, to everybody who asks for any: one that was free a
 * moment ago may then be another test's.
 */
const [first, last] = [10_240, 32_767];

/** A free loopback port, for a program that cannot choose one and report it. */
export async function freePort(): Promise<number> {
  for (let tries = 100; ; tries -= 1) {
    const server = createServer().listen(randomInt(first, last + 1), "127.0.0.1");
    try {
      await once(server, "listening");
      return portOf(server);
    } catch (error) {
      if (tries === 0) throw error;
    } finally {
      server.close();
    }
  }
}
