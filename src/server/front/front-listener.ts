import { chmod, lstat, unlink } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createConnection } from "node:net";
import { listen } from "../listener/listen.ts";
import { endSlowAnswers, http1Limits } from "../listener/time-limits.ts";
import type { FrontListen } from "../settings/front.ts";
import type { Limits } from "../settings/operation-settings.ts";
import { OperatorError } from "../system/operator-error.ts";
import { hasSystemCode } from "../system/system-code.ts";

/** The mode of the socket: the service's user and group, to which the front's user is added. */
const socketMode = 0o660;

/**
 * Creates the server of a listener for a front: plain HTTP/1.1, over connections that the front keeps for many clients. The
 * limits of each client are therefore of its requests only.
 */
export function createFrontListener(limits: Limits): Server {
  const server = createServer({ ...http1Limits(limits), noDelay: true });
  endSlowAnswers(server, limits);
  return server;
}

/**
 * Starts listening for the front. The socket of a process that has ended without removing it is replaced.
 *
 * @throws OperatorError `address-in-use`; `front-socket-unusable` if the folder is missing or not writable, or something else is
 * at the path
 */
export async function listenForFront(server: Server, where: FrontListen): Promise<void> {
  if (!("path" in where)) {
    await listen(server, where.host, where.port);
    return;
  }
  const { path } = where;
  if (await answers(path)) {
    const sentence = `Another process listens on ${path}. Stop it, or set another front.listen.path in koshin.json.`;
    throw new OperatorError("address-in-use", sentence);
  }
  try {
    if (await isSocket(path)) await unlink(path);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(path, resolve);
    });
    await chmod(path, socketMode);
  } catch (cause) {
    const sentence = `The socket ${path} cannot be created. Create its folder, writable for the service's user only, remove what else is at the path, or set another front.listen.path in koshin.json.`;
    throw new OperatorError("front-socket-unusable", sentence, { cause });
  }
}

/** Anything else at the path is not ours to remove. */
async function isSocket(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSocket();
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return false;
    throw error;
  }
}

async function answers(path: string): Promise<boolean> {
  return await new Promise<boolean>((resolve) => {
    const socket = createConnection(path);
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => settle(true));
    socket.once("error", () => settle(false));
  });
}
