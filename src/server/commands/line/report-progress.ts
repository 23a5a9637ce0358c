/** The interval between two lines, in milliseconds. */
const pause = 5000;

/**
 * Reports the progress of long work on standard error, every five seconds.
 *
 * @param what the counted items: `audit entries`
 */
export function reportProgress(what: string): (done: number, all: number) => void {
  const report = everyFiveSeconds();
  return (done, all) => report(`${done} of ${all} ${what}`);
}

/** The same for work whose size is not known beforehand. */
export function reportCount(what: string): (done: number) => void {
  const report = everyFiveSeconds();
  return (done) => report(`${done} ${what}`);
}

function everyFiveSeconds(): (line: string) => void {
  let next = performance.now() + pause;
  return (line) => {
    if (performance.now() < next) return;
    next = performance.now() + pause;
    process.stderr.write(`koshin: ${line}\n`);
  };
}
