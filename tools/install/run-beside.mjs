/**
 * Runs two tasks beside each other. If one fails, the other is asked to stop, and ends before this does.
 *
 * @param {...(stop: AbortSignal) => Promise<number>} tasks they return an exit code
 * @returns {Promise<number>} the exit code of the task that failed first; 0 if none did
 * @throws what a task throws
 */
export async function runBeside(...tasks) {
  const failure = new AbortController();
  let first = 0;
  const ended = await Promise.allSettled(
    tasks.map(async (task) => {
      try {
        const code = await task(failure.signal);
        if (code === 0) return;
        if (first === 0) first = code;
        failure.abort();
      } catch (error) {
        failure.abort();
        throw error;
      }
    }),
  );
  for (const end of ended) if (end.status === "rejected") throw end.reason;
  return first;
}
