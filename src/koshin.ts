#!/usr/bin/env node
import { createProgram } from "./program.ts";
import { failToPrint, runProgram } from "./server/commands/line/run-program.ts";

process.stdout.on("error", failToPrint);
// Where nobody reads on, what has begun goes on all the same, and the exit code tells what came of it.
process.stderr.on("error", () => undefined);
await runProgram(await createProgram(process.argv), process.argv);
