/** The interval between two lines, in milliseconds. */
const pause = 5000;

/**
 * Reports the progress of long work on standard error, every five seconds.
 *
 * @param what the counted items: `audit entries`
 */
export function reportProgress(what: string): (done: number, all: number) => void {
  let next = performance.now() + pause;
  return (done, all) => {
    if (performance.now() < next) return;
    next = performance.now() + pause;
    process.stderr.write(`koshin: ${done} of ${all} ${what}\n`);
  };
}
