import type { Command, CommanderError, Option } from "commander";
import { withoutPasswords } from "../../settings/database-address.ts";
import { OperatorError } from "../../system/operator-error.ts";

/**
 * Makes a command and its subcommands fail with `wrong-usage` like with any other code: by an error with a complete
 * message, for the caller to print. An unknown option is reported before a missing one, because it may be the missing
 * one, misspelt; all missing options are reported together.
 *
 * @throws OperatorError `wrong-usage`, when the commands are parsed, if the arguments are invalid
 */
export function reportUsageErrors(command: Command): void {
  command.configureOutput({ outputError: () => undefined });
  command.exitOverride((error) => {
    // Help or version was requested, and has been printed.
    throw error.exitCode === 0 ? error : new OperatorError("wrong-usage", inWords(command, error), { cause: error });
  });
  requireLast(command);
  for (const inner of command.commands) reportUsageErrors(inner);
}

/** Commander itself checks mandatory options before unknown ones, and reports only the first. */
function requireLast(command: Command): void {
  const required = command.options.filter(({ mandatory }) => mandatory);
  for (const option of required) option.makeOptionMandatory(false).helpGroup("Required options:");
  command.hook("preAction", () => {
    const missing = required.filter((option) => command.getOptionValue(option.attributeName()) === undefined);
    if (missing.length > 0) command.error(missingInWords(missing));
  });
}

function missingInWords(missing: readonly Option[]): string {
  const named = missing.map(({ flags }) => flags).join(", ");
  return missing.length === 1 ? `required option ${named} is missing` : `required options are missing: ${named}`;
}

function inWords(command: Command, { code, message }: CommanderError): string {
  const isGroup = command.commands.length > 0;
  const path = pathOf(command);
  if (code === "commander.help") return `Name one of the commands that ${path} --help lists.`;
  const [first = "", ...further] = message.replace(/^error: /, "").split("\n");
  const mistake = sentence(first.charAt(0).toUpperCase() + first.slice(1));
  const suggestions = further.map((line) => line.replace(/^\((.*)\)$/, "$1"));
  const help = `${path} --help lists its ${isGroup ? "commands" : "options"}.`;
  return withoutPasswords([mistake, ...suggestions, help].join(" "));
}

function sentence(words: string): string {
  return /[.?!]$/.test(words) ? words : `${words}.`;
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
