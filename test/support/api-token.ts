import { tokenScopes, type TokenScope } from "../../src/protocol/console/tokens.ts";
import { makeToken } from "../../src/server/accounts/tokens/manage-tokens.ts";
import { byOperator } from "../../src/server/commands/line/by-operator.ts";
import type { ThrowawayService } from "./throwaway-service.ts";

/** A token that was made for a test, and its identifier. */
export interface TestToken {
  readonly id: string;
  readonly token: string;
  /** The request header. */
  readonly headers: { readonly Authorization: string };
}

/** Makes a token of an account of a service, with all scopes by default. */
export async function tokenOf(
  world: ThrowawayService,
  { account, tenant = "u00000014" }: { readonly account: string; readonly tenant?: string },
  { scopes = tokenScopes, days = 90 }: { readonly scopes?: readonly TokenScope[]; readonly days?: number } = {},
): Promise<TestToken> {
  const order = { name: "a program", scopes: [...scopes], days };
  const made = await makeToken(world.service.store, { tenant, name: account }, order, byOperator(world.now));
  if (typeof made === "string") throw new Error(made);
  return { id: made.made.id, token: made.token, headers: { Authorization: `Bearer ${made.token}` } };
}
