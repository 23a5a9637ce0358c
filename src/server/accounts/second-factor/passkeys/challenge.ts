import { setChallenge, type HeldSession } from "../../../store/accounts/session-rows.ts";
import type { StoreTransaction } from "../../../store/database/schema.ts";

/** How long a challenge may be answered, in milliseconds: somebody may have to look for their security key first. */
export const challengeTime = 5 * 60_000;

/** Who asks for a signature: the site, as passkeys know it. */
export interface RelyingParty {
  /** The host name. */
  readonly id: string;
  readonly origin: string;
}

/** Keeps a challenge in its session, in the place of an earlier one. */
export async function keepChallenge(
  transaction: StoreTransaction,
  { tokenHash }: HeldSession,
  challenge: string,
  now: Date,
): Promise<void> {
  await setChallenge(transaction, tokenHash, { challenge, challengeUntil: now.getTime() + challengeTime });
}

/** The challenge of a session, unless it has expired. It can be answered only once, rightly or wrongly. */
export async function takeChallenge(
  transaction: StoreTransaction,
  { tokenHash, challenge, challengeUntil }: HeldSession,
  now: Date,
): Promise<string | undefined> {
  await setChallenge(transaction, tokenHash, { challenge: null, challengeUntil: null });
  const until = challengeUntil ?? 0;
  const isCurrent = until > now.getTime() && until <= now.getTime() + challengeTime;
  return isCurrent ? (challenge ?? undefined) : undefined;
}
