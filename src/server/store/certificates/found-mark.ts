import { sql } from "kysely";
import type { Store } from "../database/schema.ts";
import { matching, type CertificateCriteria } from "./matching-certificates.ts";

/** What a search finds, without reading it: how many, and a mark that other certificates do not have. */
export interface FoundMark {
  readonly count: number;
  readonly mark: string;
}

/** A prime below 2³¹: a sum of remainders fits into a number exactly. */
const modulus = 2_147_483_647;

/**
 * The number of certificates of a tenant that match, and their mark. It consists of sums, so that both databases can tell it from
 * an index alone; that of the squares differs where some have left and others with the same sum have come.
 */
export async function markFound(store: Store, criteria: CertificateCriteria, now: number): Promise<FoundMark> {
  const number = sql`cast(certificates.number as bigint)`;
  const { count, sum, squares } = await matching(store, criteria, now)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .select(sql<number | string>`coalesce(sum(${number}), 0)`.as("sum"))
    .select(sql<number | string>`coalesce(sum(${number} * ${number} % ${sql.lit(modulus)}), 0)`.as("squares"))
    .executeTakeFirstOrThrow();
  return { count, mark: written(count, Number(sum), Number(squares)) };
}

/** The mark of certificates by their numbers. */
export function markOf(numbers: readonly number[]): string {
  const sum = numbers.reduce((total, number) => total + number, 0);
  const squares = numbers.reduce((total, number) => total + Number((BigInt(number) * BigInt(number)) % BigInt(modulus)), 0);
  return written(numbers.length, sum, squares);
}

function written(count: number, sum: number, squares: number): string {
  return [count, sum, squares].map((each) => each.toString(36)).join("-");
}
