import { findOldReader, oldOpenssl, opensslCommand } from "../../tools/install/old-readers.mjs";
import { run, type Outcome } from "./tool.ts";

const folder = findOldReader(oldOpenssl);

/** Whether OpenSSL 1.1.1 is there: the test command fetches it on Debian, and says so where it cannot. */
export const opensslIsThere = folder !== undefined;

/** Runs OpenSSL 1.1.1. */
export async function runOldOpenssl(args: readonly string[], input = ""): Promise<Outcome> {
  if (folder === undefined) throw new Error("OpenSSL 1.1.1 was not fetched.");
  const command = opensslCommand(folder, args);
  return await run(command.program, command.args, input);
}
