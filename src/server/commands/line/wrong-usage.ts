import type { Command, CommanderError, Option } from "commander";
import { withoutPasswords } from "../../settings/database-address.ts";
import { OperatorError } from "../../system/operator-error.ts";

/**
 * Has a command and its subcommands fail with `wrong-usage` as they fail with any other code: by an error with a whole
 * sentence, for the caller to print. An option that they do not have comes before one that is missing, which may be
 * that very one, misspelt; all that are missing come at once.
 *
 * @throws OperatorError `wrong-usage`, from then on, where the arguments are wrong
 */
export function refuseWrongUsage(command: Command): void {
  command.configureOutput({ outputError: () => undefined });
  command.exitOverride((error) => {
    // Help and version were asked for, and have been printed.
    throw error.exitCode === 0 ? error : new OperatorError("wrong-usage", inWords(command, error), { cause: error });
  });
  requireLast(command);
  for (const inner of command.commands) refuseWrongUsage(inner);
}

/** Commander itself looks for mandatory options before it looks for unknown ones, and names the first alone. */
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
