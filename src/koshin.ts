#!/usr/bin/env node
import { Command } from "commander";
import { initCommand } from "./server/commands/init-command.ts";
import { issueCommand } from "./server/commands/issue-command.ts";
import { runProgram } from "./server/commands/run-program.ts";
import { serveCommand } from "./server/commands/serve-command.ts";

/** The demonstration and its web app are loaded by those who ask for them. */
const program = new Command("koshin")
  .description("Renews TLS client certificates before they expire, and proves that the new one works.")
  .addCommand(initCommand(async (data, now) => await (await import("./demo/world.ts")).makeWorld(data, now)))
  .addCommand(
    serveCommand(async ({ accounts, assets }) => {
      const { createWebapp } = await import("./webapp/create-webapp.ts");
      return createWebapp({ accounts, assets });
    }),
  )
  .addCommand(issueCommand())
  .addHelpText("after", "\nExample:\n  koshin init --data ./data && koshin serve --data ./data");

await runProgram(program, process.argv);
