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

/** How long notices are planned in a round, in milliseconds, because stopping the service waits for that. */
export const planningTime = 5000;

/**
 * How long notices are sent in a round, in milliseconds, because other periodic work waits for that; the rest is left for the next
 * one. Many mail servers let each mail wait for seconds.
 */
const sendingTime = 60_000;

/** Whether a round that begins at this moment goes on. */
export function roundOf(stopping?: AbortSignal): () => boolean {
  const giveUpAt = performance.now() + sendingTime;
  return () => performance.now() < giveUpAt && stopping?.aborted !== true;
}

/** Whether no mail server was reached by any of several attempts, so that more of them would only take their time. */
export function isUnreachable(attempts: readonly { readonly failure: string | null }[]): boolean {
  return attempts.length > 0 && attempts.every(({ failure }) => failure !== null && !failure.startsWith("SMTP "));
}

/** How many notices are sent at the same time. */
export const together = 20;

/** How many certificates one mail to an address of holders lists; further ones are in further mails. */
export const mostInMail = 100;
