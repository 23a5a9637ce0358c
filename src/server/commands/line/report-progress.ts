/** Between two lines, in milliseconds. */
const pause = 5000;

/**
 * Tells on standard error, every five seconds, how far long work has come.
 *
 * @param what what is counted: `audit entries`
 */
export function reportProgress(what: string): (done: number, all: number) => void {
  let next = performance.now() + pause;
  return (done, all) => {
    if (performance.now() < next) return;
    next = performance.now() + pause;
    process.stderr.write(`koshin: ${done} of ${all} ${what}\n`);
  };
}
