import { findOldReader, oldOpenssl, opensslCommand } from "../../tools/install/old-readers.mjs";
import { run, type Outcome } from "./tool.ts";

const folder = findOldReader(oldOpenssl);

/** Whether OpenSSL 1.1.1 is available: on Debian the test command downloads it, and says if it cannot. */
export const hasOldOpenssl = folder !== undefined;

/** Runs OpenSSL 1.1.1. */
export async function runOldOpenssl(args: readonly string[], input = ""): Promise<Outcome> {
  if (folder === undefined) throw new Error("OpenSSL 1.1.1 has not been downloaded.");
  const command = opensslCommand(folder, args);
  return await run(command.program, command.args, input);
}
