import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { rename, rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { OperatorError } from "../system/operator-error.ts";
import { ensurePrivateFolder } from "../system/private-file.ts";
import { reloadRequest, type ReloadOutcome, type ReloadReport } from "./reload-outcome.ts";

/** How long a connection may take to say what it wants, in milliseconds. */
const patience = 5000;

/**
 * Answers `koshin reload` by a Unix socket in a folder that only the service's user and root can enter: whoever may send
 * signals to the service. It can ask for nothing but a reload.
 *
 * @param folder is created if it does not exist
 * @param reload its failure is answered, and the socket stays
 * @returns what ends it
 * @throws the system's error if there can be no socket, as on some file systems, or where the path is too long for one
 */
export async function answerReloads(folder: string, reload: () => Promise<ReloadReport>): Promise<AsyncDisposable> {
  await ensurePrivateFolder(folder);
  const path = join(folder, `${randomUUID().slice(0, 8)}.sock`);
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    // Whoever asks may have gone.
    socket.on("error", () => socket.destroy());
    void answer(socket, reload);
  });
  // Others find it once it is listened to: one that refuses a connection is what a service left that was killed.
  server.listen(`${path}.new`);
  await once(server, "listening");
  await rename(`${path}.new`, path);
  return {
    async [Symbol.asyncDispose]() {
      await rm(path, { force: true });
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}

async function answer(socket: Socket, reload: () => Promise<ReloadReport>): Promise<void> {
  const impatience = setTimeout(() => socket.destroy(), patience);
  const said = await requestOn(socket).catch(() => undefined);
  clearTimeout(impatience);
  if (said === reloadRequest) socket.end(`${JSON.stringify(await outcomeOf(reload))}\n`);
  else socket.destroy();
}

/** What is asked, which is not read further than a request may be long. */
async function requestOn(socket: Socket): Promise<string> {
  socket.setEncoding("latin1");
  let said = "";
  for await (const part of socket) {
    said += String(part);
    if (said.length > reloadRequest.length) break;
  }
  return said;
}

async function outcomeOf(reload: () => Promise<ReloadReport>): Promise<ReloadOutcome> {
  try {
    return { reloaded: true, process: process.pid, ...(await reload()) };
  } catch (error) {
    const known = error instanceof OperatorError;
    const { code, message } = known ? error : { code: "unexpected-failure", message: "Its log says why." };
    return { reloaded: false, process: process.pid, code, message };
  }
}
