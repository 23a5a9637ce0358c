import { once } from "node:events";
import { readdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import * as v from "valibot";
import { OperatorError } from "../system/operator-error.ts";
import { unreadable } from "../system/read-data-file.ts";
import { hasSystemCode } from "../system/system-code.ts";
import { ReloadOutcome, reloadRequest } from "./reload-outcome.ts";

/** How long a reload may take, in milliseconds: it reads files and a token, and asks the database. */
const longest = 60_000;

const Answer = v.pipe(v.string(), v.parseJson(), ReloadOutcome);

/**
 * Asks every service that runs from a data folder on this machine to reload, and waits for them.
 *
 * @param folder where their sockets are; what killed services left there is removed
 * @returns the outcome of each; none if no service runs
 * @throws OperatorError `file-unreadable`, `reload-failed` if one does not answer
 */
export async function askToReload(folder: string): Promise<readonly ReloadOutcome[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    if (hasSystemCode(cause, "ENOENT")) return [];
    throw unreadable(folder, "", cause);
  });
  const paths = names.filter((name) => name.endsWith(".sock")).map((name) => join(folder, name));
  const asked = await Promise.all(paths.map(async (path) => await ask(path)));
  return asked.filter((outcome) => outcome !== undefined);
}

async function ask(path: string): Promise<ReloadOutcome | undefined> {
  const socket = connect(path);
  const impatience = setTimeout(() => socket.destroy(new Error(`It took longer than ${longest / 1000} seconds.`)), longest);
  try {
    await once(socket, "connect");
    socket.end(reloadRequest);
    return v.parse(Answer, await text(socket));
  } catch (cause) {
    if (hasSystemCode(cause, "ECONNREFUSED", "ENOENT")) {
      await rm(path, { force: true });
      return undefined;
    }
    if (hasSystemCode(cause, "EACCES", "EPERM")) throw unreadable(path, "", cause);
    const sentence = `A service does not say whether it has reloaded. Read its log: it says "reloaded", or why it failed.`;
    throw new OperatorError("reload-failed", sentence, { cause });
  } finally {
    clearTimeout(impatience);
    socket.destroy();
  }
}
