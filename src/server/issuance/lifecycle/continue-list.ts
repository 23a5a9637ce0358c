import { readRevocationList, type RevocationList } from "../../authority/lists/read-revocation-list.ts";
import { findRevocationList, replaceRevocationList } from "../../store/certificates/revocation-lists.ts";
import type { RevocationListRow, StoreTransaction } from "../../store/database/schema.ts";

const second = 1000;

/** CRL numbers have up to 20 octets (RFC 5280, section 5.2.3), the first bit of which is the sign. */
const highest = 2n ** 159n - 1n;

/** The highest CRL number of another program that is continued: above it, lists that are numbered by time have room. */
export const highestContinued = highest - BigInt(Number.MAX_SAFE_INTEGER);

/** The CRL number in a stored list; 0 without one. */
export function crlNumberOf({ der }: Pick<RevocationListRow, "der">): bigint {
  return readRevocationList(new Uint8Array(der)).number ?? 0n;
}

/**
 * What is added to the service's own numbering in the CRL numbers of an authority. It is 0 unless a list with a number
 * above the time was continued.
 */
export function baseAfter(previous: RevocationListRow | undefined): bigint {
  return previous === undefined ? 0n : crlNumberOf(previous) - BigInt(previous.number);
}

/**
 * Makes an authority's next list follow one that was published: by another program, or by this service before it was
 * restored. If the database knows a list with this CRL number or a higher one, nothing changes.
 *
 * @param issuer the identifier of the authority
 * @param list with a CRL number up to `highestContinued`, or one of this service
 */
export async function continueList(
  transaction: StoreTransaction,
  issuer: string,
  { number: crlNumber = 0n, thisUpdate, der }: RevocationList,
): Promise<void> {
  const stored = await findRevocationList(transaction, issuer);
  if (stored !== undefined && crlNumberOf(stored) >= crlNumber) return;
  const moment = thisUpdate.getTime();
  // One that is ahead of the time raises the base, so that the time goes on numbering the lists: they are then above those
  // that were published even if a restored database does not know these. Never lower than a stored one, because a list is
  // recognised by its number.
  const latest = Math.max(moment + second, (stored?.number ?? 0) + 1);
  const counted = crlNumber - baseAfter(stored);
  const number = counted < latest ? Number(counted) : latest;
  await replaceRevocationList(transaction, { issuer, number, revocations: -1, thisUpdate: moment, nextUpdate: moment, der });
}
