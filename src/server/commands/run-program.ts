import { CommanderError, type Command } from "commander";
import { KoshinError } from "../../core/errors.ts";
import { OperatorError } from "../operator-error.ts";

/**
 * Runs a program by its arguments and sets the process's exit code: 0 done, 1 failed with a sentence, 2 wrong usage.
 */
export async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  for (const command of withSubcommands(program)) {
    command.exitOverride().addHelpText("after", "\nExit codes: 0 done, 1 failed with a sentence, 2 wrong usage.");
  }
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

function exitCodeOf(error: unknown): number {
  // Commander has already said what is wrong with the usage, or has printed the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const known = error instanceof OperatorError || error instanceof KoshinError;
  process.stderr.write(known ? `koshin: ${error.message} (${error.code})\n` : `koshin failed unexpectedly. Report this: ${describe(error)}\n`);
  return 1;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
