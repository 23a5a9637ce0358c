import { workOnNextJob, type Workplace } from "./work-on-job.ts";

/** How often a process looks for jobs that another one has started or left, in milliseconds. */
const lookout = 2000;

/** Work on jobs that goes on until it is stopped. */
export interface RunningWork {
  /** Looks for jobs at once. */
  readonly wake: () => void;
  /** Stops after the row that is being worked on; other processes, or the next start, carry on. */
  stop(): Promise<void>;
}

/** Works on the jobs of all tenants, in turn, in the background of a process. */
export function workOnJobs(place: Omit<Workplace, "ends">): RunningWork {
  let stopped = false;
  let woken = false;
  const wasWoken = (): boolean => woken;
  const hasStopped = (): boolean => stopped;
  let wake = (): void => undefined;
  const pause = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, lookout).unref();
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  };
  const work = async (): Promise<void> => {
    while (!hasStopped()) {
      woken = false;
      const worked = await workOnNextJob({ ...place, ends: hasStopped }).catch((error: unknown) => {
        place.log.error({ err: error }, "work on jobs failed");
        return false;
      });
      if (!worked && !wasWoken()) await pause();
    }
  };
  const wakeUp = (): void => {
    woken = true;
    wake();
  };
  const working = work();
  return {
    wake: wakeUp,
    async stop() {
      stopped = true;
      wakeUp();
      await working;
    },
  };
}
