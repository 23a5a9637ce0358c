import { CommanderError, type Command } from "commander";
import { KoshinError } from "../../../core/errors.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { unusableDatabase } from "../../service/unusable-database.ts";
import { withoutPasswords } from "../../settings/database-address.ts";
import { StoreUnavailable } from "../../store/database/store-unavailable.ts";
import { OperatorError, type OperatorErrorCode } from "../../system/operator-error.ts";
import { hasSystemCode } from "../../system/system-code.ts";
import { exitCodesHelp } from "./exit-codes.ts";
import { explainSystemError } from "./explain-system-error.ts";
import { Interrupted } from "./interruption.ts";
import { jsonLine, printableLines } from "./printable.ts";
import { reportUsageErrors } from "./usage-errors.ts";

/** An error as `--json` prints it. */
interface Failure {
  readonly code: string;
  readonly message: string;
}

/**
 * Runs a program with its arguments and sets the process's exit code according to `exitCodes`. A failure is printed on
 * standard error, or with `--json`, as `{"error":{"code":…,"message":…}}` on standard output.
 */
export async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  const json = argv.includes("--json");
  for (const command of withSubcommands(program)) command.addHelpText("after", exitCodesHelp);
  reportUsageErrors(program);
  try {
    await program.parseAsync(namesUnknown(program, argv.slice(2)) ? argv.filter((word) => !isHelp(word)) : argv);
  } catch (error) {
    // Help or version was requested, and has been printed.
    if (error instanceof CommanderError) return;
    if (error instanceof Interrupted) {
      // So that the parent process sees that a signal ended it.
      process.kill(process.pid, error.signal);
      return;
    }
    const { code, message } = failureOf(error);
    process.exitCode = code === ("wrong-usage" satisfies OperatorErrorCode) ? 2 : 1;
    if (json) process.stdout.write(`${jsonLine({ error: { code, message } })}\n`);
    else process.stderr.write(`koshin: ${printableLines(message)} (${code})\n`);
  }
}

/**
 * Whether the words before the options name a command that does not exist. Commander would answer a request for its help
 * with the help of the group.
 */
function namesUnknown(command: Command, [word = "-", ...further]: readonly string[]): boolean {
  if (word.startsWith("-") || word === "help" || command.commands.length === 0) return false;
  const named = command.commands.find((each) => each.name() === word);
  return named === undefined || namesUnknown(named, further);
}

function isHelp(word: string): boolean {
  return word === "--help" || word === "-h";
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/**
 * Reports that the result could not be printed, for example because the disk is full. If the reader has closed the pipe,
 * as `head` does, the process ends with the exit code of SIGPIPE.
 */
export function failToPrint(cause: Error): void {
  if (hasSystemCode(cause, "EPIPE")) {
    process.exitCode = 141;
    return;
  }
  process.exitCode = 1;
  const message = explainSystemError(cause)?.message ?? cause.message;
  process.stderr.write(`koshin: The result could not be printed: ${message} (output-failed)\n`);
}

function failureOf(error: unknown): Failure {
  if (error instanceof OperatorError || error instanceof KoshinError || error instanceof Refusal) return error;
  if (error instanceof StoreUnavailable) return unusableDatabase(error);
  const known = explainSystemError(error);
  if (known !== undefined) return known;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = `The command failed unexpectedly. Report this: ${withoutPasswords(stack)}`;
  return { code: "unexpected-failure" satisfies OperatorErrorCode, message };
}
