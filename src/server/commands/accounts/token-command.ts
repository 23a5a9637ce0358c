import { Command, InvalidArgumentError, Option } from "commander";
import * as v from "valibot";
import {
  longestTokenDays,
  TokenId,
  TokenName,
  tokenScopes,
  type ListedToken,
  type TokenScope,
} from "../../../protocol/console/tokens.ts";
import { listTokens, makeToken, revokeToken } from "../../accounts/tokens/manage-tokens.ts";
import { requireTenant } from "../../issuance/tenants.ts";
import { openRecords } from "../../service/open-service.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { byOperator } from "../line/by-operator.ts";
import { printList, type Facts } from "../line/print-list.ts";
import { printResult } from "../line/print-result.ts";
import { listingCommand, serviceCommand, type ServiceOptions } from "../line/service-command.ts";

interface AddOptions extends ServiceOptions {
  readonly tenant: string;
  readonly account: string;
  readonly name: string;
  readonly scope: readonly TokenScope[];
  readonly days: number;
}

interface RevokeOptions extends ServiceOptions {
  readonly tenant: string;
  readonly id: string;
}

/** `koshin token`. */
export function tokenCommand(): Command {
  return new Command("token")
    .description("Manage the tokens with which tenants' programs use the API of the administrators' site.")
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand())
    .addHelpText("after", "\nExample:\n  koshin token list --data /var/lib/koshin --tenant u00000014");
}

function addCommand(): Command {
  const example = "--tenant u00000014 --account suzuki --name nightly-list --scope read";
  return serviceCommand("token add", "Make a token for a program. It is printed once.", example)
    .requiredOption("--tenant <name>", "its name: u00000014")
    .requiredOption("--account <name>", "the account that the program acts for, and whose role it never exceeds")
    .requiredOption("--name <name>", "what the token is recognised by in lists", readName)
    .addOption(
      new Option(
        "--scope <scope...>",
        "read certificates, accounts and the login history; act on certificates; change the tenant's policy; manage accounts; be handed secrets; read the audit trail",
      )
        .choices(tokenScopes)
        .makeOptionMandatory(),
    )
    .option("--days <days>", `how long it is valid: 1 to ${longestTokenDays} days`, readTokenDays, 90)
    .action(async ({ data, database, tenant, account, name, scope: scopes, days, json }: AddOptions) => {
      await using records = await openRecords(data, { database });
      await requireTenant(records.store, tenant);
      const order = { name, scopes: [...scopes], days };
      const made = await makeToken(records.store, { tenant, name: account }, order, byOperator());
      if (made === "tokens-exceeded") {
        throw new OperatorError(made, `Tenant "${tenant}" has a hundred valid tokens. koshin token revoke ends one.`);
      }
      if (made === "account-unknown") {
        const sentence = `Tenant "${tenant}" has no account "${account}" that may use the site. koshin account list shows them.`;
        throw new OperatorError(made, sentence);
      }
      const { id, endsAt } = made.made;
      const sentence = `Token ${id}, valid until ${endsAt}, shown only here: ${made.token}`;
      printResult({ tenant, ...made.made, token: made.token }, json === true, sentence);
    });
}

function listCommand(): Command {
  return listingCommand("token list", "List a tenant's tokens, the latest first; not the tokens themselves.", "--tenant u00000014")
    .requiredOption("--tenant <name>", "its name: u00000014")
    .action(async ({ data, database, tenant, json }: ServiceOptions & Pick<RevokeOptions, "tenant">) => {
      await using records = await openRecords(data, { database });
      await requireTenant(records.store, tenant);
      const page = async function* (): AsyncGenerator<readonly ListedToken[]> {
        yield await listTokens(records.store, tenant, new Date());
      };
      await printList(page(), tokenFacts, { json: json === true, none: `Tenant ${tenant} has no tokens.` });
    });
}

function revokeCommand(): Command {
  const description = "End a token: it is refused from the next request on.";
  return serviceCommand("token revoke", description, "--tenant u00000014 --id 3f9c2a81d05e")
    .requiredOption("--tenant <name>", "its name: u00000014")
    .requiredOption("--id <id>", "its identifier, as koshin token list prints it", readId)
    .action(async ({ data, database, tenant, id, json }: RevokeOptions) => {
      await using records = await openRecords(data, { database });
      await requireTenant(records.store, tenant);
      const changed = await revokeToken(records.store, { tenant, id }, byOperator());
      if (changed === undefined) {
        throw new OperatorError("token-unknown", `Tenant "${tenant}" has no token "${id}". koshin token list shows them.`);
      }
      printResult({ tenant, id, changed }, json === true, `Token ${id} ${changed ? "is revoked." : "was revoked already."}`);
    });
}

function tokenFacts({ id, name, account, scopes, state, endsAt, lastUsedAt }: ListedToken): Facts {
  return { id, name, account, scopes: scopes.join(" "), state, endsAt, lastUsedAt };
}

function readName(text: string): string {
  const decoded = v.safeParse(TokenName, text);
  if (decoded.success) return decoded.output;
  throw new InvalidArgumentError("Use 1 to 64 characters.");
}

function readTokenDays(text: string): number {
  const days = Number(text);
  if (/^\d{1,3}$/.test(text) && days >= 1 && days <= longestTokenDays) return days;
  throw new InvalidArgumentError(`Use 1 to ${longestTokenDays}.`);
}

function readId(text: string): string {
  if (v.is(TokenId, text)) return text;
  throw new InvalidArgumentError("Use the 12 hexadecimal digits that koshin token list prints.");
}
