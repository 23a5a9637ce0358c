import type { Command } from "commander";
import { changeAccount, type AccountAction } from "../../accounts/manage-accounts.ts";
import { openService } from "../../service/open-service.ts";
import type { AccountIdentity } from "../../store/accounts/account-rows.ts";
import type { Store } from "../../store/database/schema.ts";
import type { LoginSite } from "../../store/database/tables/account-tables.ts";
import type { OperatorError } from "../../system/operator-error.ts";
import { byOperator } from "../line/by-operator.ts";
import { printResult } from "../line/print-result.ts";
import type { ServiceOptions } from "../line/service-command.ts";
import { changedAccount, invitationInWords, invitedBy, requireSite, unchangedAccount } from "./invitation-in-words.ts";

/** The accounts that a command manages. */
export interface ManagedAccounts<Options> {
  /** Where they log in. */
  readonly site: LoginSite;
  /** The command's first word. */
  readonly command: "account" | "operator";
  /** A command about one of them. */
  readonly about: (action: AccountAction, description: string) => Command;
  /**
   * The one that the options name.
   *
   * @throws OperatorError if its tenant is unknown
   */
  readonly identify: (store: Store, options: Options) => Promise<AccountIdentity>;
  readonly unknown: (account: AccountIdentity) => OperatorError;
  /** One in a sentence, and as facts. */
  readonly inWords: (account: AccountIdentity) => string;
  readonly facts: (account: AccountIdentity) => Readonly<Record<string, string>>;
  /** With which an invitation is accepted. */
  readonly certificate: string;
}

const descriptions: Readonly<Record<AccountAction, string>> = {
  invite: "Make another invitation for somebody who has not chosen a password yet.",
  disable: "Log a person out, and let them log in no more.",
  enable: "Let a person whose account is disabled log in again.",
  reset: "Have a person choose another password, and set up another second factor, by an invitation.",
};

/** The commands that invite again, disable, enable and reset. */
export function changeCommands<Options>(managed: ManagedAccounts<Options>): readonly Command[] {
  return (["invite", "disable", "enable", "reset"] as const).map((action) =>
    managed
      .about(action, descriptions[action])
      .action(async (options: Options & ServiceOptions) => await change(managed, action, options)),
  );
}

async function change<Options>(
  managed: ManagedAccounts<Options>,
  action: AccountAction,
  options: Options & ServiceOptions,
): Promise<void> {
  await using service = await openService(options.data, { database: options.database });
  const origin = action === "invite" || action === "reset" ? requireSite(service.settings, managed.site) : "";
  const account = await managed.identify(service.store, options);
  const outcome = await changeAccount(service.store, account, action, byOperator());
  if (outcome.kind === "unknown") throw managed.unknown(account);
  const changed = outcome.kind === "changed";
  const { mail, begun } = changed ? { mail: outcome.mail, begun: outcome.invitation } : { mail: null, begun: undefined };
  const invitation = begun && (await invitedBy(service, begun, { origin, mail }));
  const sentence = `${managed.inWords(account)} ${(changed ? changedAccount : unchangedAccount(managed.command))[action]}`;
  const words = invitation === undefined ? sentence : `${sentence} ${invitationInWords(invitation, managed.certificate)}`;
  printResult({ ...managed.facts(account), changed, ...invitation }, options.json === true, words);
}
