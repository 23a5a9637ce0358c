import { createProgram } from "./program.ts";
import { failToPrint, runProgram } from "./server/commands/line/run-program.ts";

process.stdout.on("error", failToPrint);
// If nobody reads standard error any more, the command still finishes, and its exit code reports the result.
process.stderr.on("error", () => undefined);
await runProgram(await createProgram(process.argv), process.argv);
