/** How often a dialog may return within the period. */
const maxReturns = 20;

/** In milliseconds. A page that draws itself anew every few seconds, for as long as it is open, removes less often. */
const period = 30_000;

/**
 * Limits how often a dialog returns that the page removes: a page that removes it again at once would never come to an end.
 *
 * @returns to be called at each removal: whether the dialog may return
 */
export function returnLimit(): () => boolean {
  let returns = 0;
  return () => {
    returns += 1;
    setTimeout(() => (returns -= 1), period);
    return returns <= maxReturns;
  };
}
