import { cpuTime } from "./cpu-time.ts";

/** The rate of a number of requests. */
export interface Rate {
  /** Requests per second of CPU time of the server, which a busy machine hardly affects. */
  readonly perCoreSecond: number;
  /** Requests per second of elapsed time. */
  readonly perSecond: number;
}

/** The default number of concurrent requests. */
export const width = 32;

/**
 * Runs the work for each item, several concurrently, and measures the server.
 *
 * @param warmUp the number of items to process before the measurement
 * @param pids the server's processes
 */
export async function rateOf<T>(
  pids: readonly number[],
  items: readonly T[],
  warmUp: number,
  work: (item: T) => Promise<void>,
): Promise<Rate> {
  await forEach(items.slice(0, warmUp), work);
  const measured = items.slice(warmUp);
  const began = { wall: performance.now(), cpu: await cpuTime(...pids) };
  await forEach(measured, work);
  const seconds = (performance.now() - began.wall) / 1000;
  return {
    perCoreSecond: measured.length / ((await cpuTime(...pids)) - began.cpu),
    perSecond: measured.length / seconds,
  };
}

/** A server that is measured in parts, alternating with others. */
export class Contender<T> {
  readonly #pids: readonly number[];
  readonly #work: (item: T) => Promise<void>;
  readonly #sum = { count: 0, cpu: 0, wall: 0 };

  /**
   * @param server its processes
   * @param work the request for one item
   */
  constructor(server: number | readonly number[], work: (item: T) => Promise<void>) {
    this.#pids = typeof server === "number" ? [server] : server;
    this.#work = work;
  }

  async take(items: readonly T[]): Promise<void> {
    const { perCoreSecond, perSecond } = await rateOf(this.#pids, items, 0, this.#work);
    this.#sum.count += items.length;
    this.#sum.cpu += items.length / perCoreSecond;
    this.#sum.wall += items.length / perSecond;
  }

  /** The rate of all parts together. */
  get rate(): Rate {
    const { count, cpu, wall } = this.#sum;
    return { perCoreSecond: count / cpu, perSecond: count / wall };
  }
}

/** Lets contenders take turns with the same items, so that other load of the machine affects all alike. */
export async function takeTurns<T>(items: readonly T[], turns: number, contenders: readonly Contender<T>[]): Promise<void> {
  const length = Math.ceil(items.length / turns);
  for (let start = 0; start < items.length; start += length) {
    for (const contender of contenders) await contender.take(items.slice(start, start + length));
  }
}

/** Processes the items, several concurrently. */
export async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>, atOnce = width): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of rest) await work(item);
    }),
  );
}
