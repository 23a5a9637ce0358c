#!/usr/bin/env node
import { createProgram } from "./program.ts";
import { failToPrint, runProgram } from "./server/commands/run-program.ts";

process.stdout.on("error", failToPrint);
await runProgram(await createProgram(process.argv), process.argv);
