import type { PresentationRow } from "../../store/database/schema.ts";

/** Which certificate was presented, to which host, and from which address. */
export type Presentation = Pick<PresentationRow, "certificate" | "host" | "address">;

/** The same presentation is noted again after this time, in milliseconds. */
const interval = 3_600_000;
/** The number of presentations that are remembered, so that they are not noted again. */
const mostRemembered = 200_000;
/** The number of presentations that wait to be recorded; further ones are noted when they happen again. */
const mostWaiting = 20_000;

/** Presentations that wait to be recorded, each once an hour: noting one costs a request no time. */
export class NotedPresentations {
  /** When each was noted last, the earliest first. */
  readonly #remembered = new Map<string, number>();
  readonly #waiting = new Map<string, PresentationRow>();

  /** @returns whether it has to be recorded */
  note({ certificate, host, address }: Presentation, now: Date): boolean {
    const key = `${certificate} ${host} ${address}`;
    const at = now.getTime();
    const before = this.#remembered.get(key);
    // A clock that was ahead does not silence it.
    if (before !== undefined && Math.abs(at - before) < interval) return false;
    if (this.#waiting.size >= mostWaiting && !this.#waiting.has(key)) return false;
    this.#remember(key, at);
    this.#wait(key, { certificate, host, address, firstAt: at, lastAt: at });
    return true;
  }

  /** Hands over what waits. */
  take(): PresentationRow[] {
    const taken = [...this.#waiting.values()];
    this.#waiting.clear();
    return taken;
  }

  /** Takes back what could not be recorded. */
  takeBack(taken: readonly PresentationRow[]): void {
    for (const each of taken) this.#wait(`${each.certificate} ${each.host} ${each.address}`, each);
  }

  #remember(key: string, at: number): void {
    this.#remembered.delete(key);
    this.#remembered.set(key, at);
    if (this.#remembered.size <= mostRemembered) return;
    const [earliest = key] = this.#remembered.keys();
    this.#remembered.delete(earliest);
  }

  #wait(key: string, row: PresentationRow): void {
    const { firstAt, lastAt } = this.#waiting.get(key) ?? row;
    this.#waiting.set(key, { ...row, firstAt: Math.min(firstAt, row.firstAt), lastAt: Math.max(lastAt, row.lastAt) });
  }
}
