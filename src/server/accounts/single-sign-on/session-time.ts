import type { Service } from "../../issuance/service.ts";
import { shortestSessionMinutes, providersOf } from "../../settings/identity-providers.ts";
import type { SessionRow } from "../../store/database/schema.ts";

/**
 * How long a session that an identity provider opened lasts, in milliseconds: then it asks the provider again, which may have
 * disabled the person.
 *
 * @returns undefined for one that a password opened
 */
export function sessionTimeOf(
  settings: Service["settings"],
  { tenant, provider: id }: Pick<SessionRow, "tenant" | "provider">,
): number | undefined {
  if (id === null) return undefined;
  const provider = providersOf(settings, tenant).find((each) => each.id === id);
  return (provider?.sessionMinutes ?? shortestSessionMinutes) * 60_000;
}
