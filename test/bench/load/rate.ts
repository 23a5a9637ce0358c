import { cpuTime } from "./cpu-time.ts";

/** What a number of requests took. */
export interface Rate {
  /** How many a core does in a second: by the time that the server kept one busy, so that a busy machine changes little. */
  readonly perCoreSecond: number;
  /** How many were done in each second that passed. */
  readonly perSecond: number;
}

/** How many requests are under way at once. */
export const width = 8;

/**
 * Has something done once for each item, several at once, and measures the server meanwhile.
 *
 * @param warmUp how many of the items are done before the clock starts
 * @param pid the server's process
 */
export async function rateOf<T>(
  pid: number,
  items: readonly T[],
  warmUp: number,
  work: (item: T) => Promise<void>,
): Promise<Rate> {
  await forEach(items.slice(0, warmUp), work);
  const measured = items.slice(warmUp);
  const began = { wall: performance.now(), cpu: await cpuTime(pid) };
  await forEach(measured, work);
  const seconds = (performance.now() - began.wall) / 1000;
  return {
    perCoreSecond: measured.length / ((await cpuTime(pid)) - began.cpu),
    perSecond: measured.length / seconds,
  };
}

/** Works through the items, as many at once as `width` says. */
export async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of rest) await work(item);
    }),
  );
}
