import type { Logger } from "pino";
import { NotedPresentations, type Presentation } from "./issuance/presentations/noted-presentations.ts";
import { writePresentations } from "./store/certificates/presentations.ts";
import type { Store } from "./store/database/schema.ts";
import { transact } from "./store/transact.ts";

/** How long presentations are gathered before they are recorded together, in milliseconds. */
const gathering = 1000;
/** The pause after a failure, in milliseconds. */
const pause = 30_000;

/** Records which computers present which certificates. */
export interface PresentationRecorder {
  /** Notes a presentation, without waiting for the database. */
  readonly note: (presentation: Presentation, now: Date) => void;
  /** Records what waits, and ends. */
  close(): Promise<void>;
}

/** Opens a recorder that writes to a database. */
export function recordPresentations(store: Store, log: Logger): PresentationRecorder {
  const noted = new NotedPresentations();
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let recording = Promise.resolve();
  const record = async (): Promise<void> => {
    const taken = noted.take();
    if (taken.length === 0) return;
    try {
      await transact(store, async (transaction) => await writePresentations(transaction, taken));
    } catch (error) {
      noted.takeBack(taken);
      log.error({ err: error, presentations: taken.length }, "presentations of certificates not recorded");
      schedule(pause);
    }
  };
  const schedule = (milliseconds: number): void => {
    if (closed || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      recording = recording.then(record);
    }, milliseconds).unref();
  };
  return {
    note(presentation, now) {
      if (noted.note(presentation, now)) schedule(gathering);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      recording = recording.then(record);
      await recording;
    },
  };
}
