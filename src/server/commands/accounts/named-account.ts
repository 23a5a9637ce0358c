import { InvalidArgumentError, type Command } from "commander";
import * as v from "valibot";
import { AccountName, MailAddress } from "../../../protocol/console/accounts.ts";
import { listingCommand, serviceCommand, type ServiceOptions } from "../line/service-command.ts";

/** The options of a command about one account. */
export interface AccountOptions extends ServiceOptions {
  readonly tenant: string;
  readonly name: string;
}

/** A command about one account, `koshin account …`. */
export function aboutAccount(
  action: string,
  description: string,
  { example = "", lists = false }: { readonly example?: string; readonly lists?: boolean } = {},
): Command {
  const make = lists ? listingCommand : serviceCommand;
  return make(`account ${action}`, description, `--tenant u00000014 --name suzuki${example}`)
    .requiredOption("--tenant <name>", "the tenant, as in the O of certificates: u00000014")
    .requiredOption("--name <name>", "the name that its user types in: up to 32 of a-z, 0-9, _ and -, first a letter", readName);
}

/**
 * Reads the name of an account from the command line.
 *
 * @throws InvalidArgumentError, which Commander reports as a usage error
 */
export function readName(text: string): string {
  if (v.is(AccountName, text)) return text;
  throw new InvalidArgumentError("Use up to 32 of a-z, 0-9, _ and -, first a letter.");
}

/**
 * Reads a mail address from the command line.
 *
 * @throws InvalidArgumentError, which Commander reports as a usage error
 */
export function readMail(text: string): string {
  const decoded = v.safeParse(MailAddress, text);
  if (decoded.success) return decoded.output;
  throw new InvalidArgumentError("Name a mail address.");
}
