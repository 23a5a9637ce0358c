import { createHash } from "node:crypto";
import { clockSkew } from "../../../core/clock.ts";
import { findAttempts, removeAttempts, writeAttempts } from "../../store/accounts/login-attempts.ts";
import type { Store, StoreTransaction } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { Refusal } from "../refusal.ts";

/** Wrong codes that are tried at once, and then one in every so many milliseconds. */
interface Rate {
  readonly atOnce: number;
  readonly every: number;
}

/** For one name from one address. */
const perName: Rate = { atOnce: 5, every: 5000 };
/** For all names together: several people of a clinic may share an address. */
const perAddress: Rate = { atOnce: 30, every: 1000 };

/** Whoever tries a recovery code. */
export interface CodeAttempt {
  /** As `clientAddress` returns it. */
  readonly address: string;
  readonly cn: string;
  readonly tenant: string;
}

/** A rate, and the key under which it is counted: people may type a code into the field of the name. */
interface Counted {
  readonly key: string;
  readonly rate: Rate;
}

/**
 * Tries a recovery code, within the limits of wrong ones, which all processes of the service share. Correct codes are not
 * counted, and one address never affects another.
 *
 * @param attempt refuses a wrong code with `recovery-code-wrong`
 * @throws Refusal `requests-exceeded` after too many wrong codes, without trying this one
 * @throws StoreUnavailable
 */
export async function countWrongCode<T>(
  store: Store,
  clock: () => Date,
  { address, cn, tenant }: CodeAttempt,
  attempt: () => Promise<T>,
): Promise<T> {
  const counted: readonly Counted[] = [
    { key: keyOf(address, tenant, cn), rate: perName },
    { key: keyOf(address), rate: perAddress },
  ];
  // Before the transaction, so that whoever has to wait does not take the database's only lock.
  await requireTurn(store, counted, clock());
  // Counted beforehand, so that concurrent attempts cannot exceed the limit.
  await transact(store, async (transaction) => {
    const now = clock();
    await requireTurn(transaction, counted, now);
    for (const each of counted) await move(transaction, each, now, each.rate.every);
  });
  const giveBack = async (): Promise<void> =>
    await transact(store, async (transaction) => {
      for (const each of counted) await move(transaction, each, clock(), -each.rate.every);
    });
  let result: T;
  try {
    result = await attempt();
  } catch (error) {
    const wrong = error instanceof Refusal && error.code === "recovery-code-wrong";
    // What failed first is what is to be reported.
    if (!wrong) await giveBack().catch(() => undefined);
    throw error;
  }
  await giveBack();
  return result;
}

function keyOf(...parts: readonly string[]): string {
  return createHash("sha256")
    .update(JSON.stringify(["recovery-code", ...parts]))
    .digest("hex");
}

async function requireTurn(store: Store, counted: readonly Counted[], now: Date): Promise<void> {
  let delay = 0;
  for (const each of counted) {
    const { atOnce, every } = each.rate;
    const free = (await readFull(store, each, now)) - (atOnce - 1) * every;
    delay = Math.max(delay, free - now.getTime());
  }
  if (delay > 0) throw new Refusal("requests-exceeded", { retryAfter: Math.ceil(delay / 1000) });
}

/** Moves the moment at which as many codes as ever may be tried at once. */
async function move(transaction: StoreTransaction, each: Counted, now: Date, milliseconds: number): Promise<void> {
  const endsAt = (await readFull(transaction, each, now)) + milliseconds;
  if (endsAt <= now.getTime()) await removeAttempts(transaction, each.key);
  else
    await writeAttempts(transaction, {
      keyHash: each.key,
      attempts: Math.ceil((endsAt - now.getTime()) / each.rate.every),
      endsAt,
    });
}

/** That moment; a later one than possible was written while the clock was ahead, and is not honoured. */
async function readFull(store: Store, { key, rate }: Counted, now: Date): Promise<number> {
  const { endsAt = 0 } = (await findAttempts(store, key)) ?? {};
  const latest = now.getTime() + rate.atOnce * rate.every + clockSkew;
  return endsAt > latest ? now.getTime() : Math.max(endsAt, now.getTime());
}
