import { consolePaths } from "../../protocol/console/paths.ts";
import { MadeToken, TokenList, type ListedToken, type TokenOrder } from "../../protocol/console/tokens.ts";
import type { Service } from "../ask.ts";
import { call, callFor, fillPath } from "./call.ts";

/** The tokens of the tenant's programs. @throws as `call` does */
export async function listTokens(service: Service): Promise<readonly ListedToken[]> {
  return (await callFor(service, TokenList, consolePaths.tokens)).tokens;
}

/** Makes a token. @throws AdministrationError `tokens-exceeded`, and as `call` does */
export async function makeToken(service: Service, order: TokenOrder): Promise<MadeToken> {
  return await callFor(service, MadeToken, consolePaths.tokens, { method: "POST", body: order });
}

/** Ends a token. @throws as `call` does */
export async function revokeToken(service: Service, id: string): Promise<void> {
  await call(service, fillPath(consolePaths.token, { id }), { method: "DELETE" });
}
