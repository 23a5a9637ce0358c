import { cpuTime } from "./cpu-time.ts";

/** What a number of requests took. */
export interface Rate {
  /** How many a core does in a second: by the time that the server kept one busy, so that a busy machine changes little. */
  readonly perCoreSecond: number;
  /** How many were done in each second that passed. */
  readonly perSecond: number;
}

/** How many requests are under way at once where it is not said. */
export const width = 32;

/**
 * Has something done once for each item, several at once, and measures the server meanwhile.
 *
 * @param warmUp how many of the items are done before the clock starts
 * @param pid the server's process
 */
export async function rateOf<T>(pid: number, items: readonly T[], warmUp: number, work: (item: T) => Promise<void>): Promise<Rate> {
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

/** What is measured in parts, with others in between. */
export class Contender<T> {
  readonly #pid: number;
  readonly #work: (item: T) => Promise<void>;
  readonly #sum = { count: 0, cpu: 0, wall: 0 };

  /**
   * @param pid the server's process
   * @param work what one item has it do
   */
  constructor(pid: number, work: (item: T) => Promise<void>) {
    this.#pid = pid;
    this.#work = work;
  }

  async take(items: readonly T[]): Promise<void> {
    const { perCoreSecond, perSecond } = await rateOf(this.#pid, items, 0, this.#work);
    this.#sum.count += items.length;
    this.#sum.cpu += items.length / perCoreSecond;
    this.#sum.wall += items.length / perSecond;
  }

  /** Of all that it has taken. */
  get rate(): Rate {
    const { count, cpu, wall } = this.#sum;
    return { perCoreSecond: count / cpu, perSecond: count / wall };
  }
}

/** Lets contenders take turns at the same items, so that what else the machine does meets all alike. */
export async function takeTurns<T>(items: readonly T[], turns: number, contenders: readonly Contender<T>[]): Promise<void> {
  const length = Math.ceil(items.length / turns);
  for (let start = 0; start < items.length; start += length) {
    for (const contender of contenders) await contender.take(items.slice(start, start + length));
  }
}

/** Works through the items, several at once. */
export async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>, atOnce = width): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of rest) await work(item);
    }),
  );
}
