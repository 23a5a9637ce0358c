/** How often a notice is tried that certainly did not arrive. */
export const maxAttempts = 8;

/** The delay before the first retry, in milliseconds; it doubles with each further one. */
export const firstPause = 5 * 60_000;

/** The delay after an attempt, in milliseconds. */
export function pauseAfter(attempts: number): number {
  return firstPause * 2 ** (attempts - 1);
}

/** The longest delay, in milliseconds. */
export const longestPause = pauseAfter(maxAttempts - 1);

/**
 * The maximum duration of a round in milliseconds, because stopping the service waits for it; the rest is left for the
 * next one.
 */
export const roundTime = 5000;

/** How many notices are sent at the same time. */
export const together = 20;
