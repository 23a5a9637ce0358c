/** One day in milliseconds. */
export const dayInMilliseconds = 86_400_000;

/** Whole days from `now` until `moment`; negative once it is past. */
export function daysUntil(moment: Date, now: Date): number {
  return Math.floor((moment.getTime() - now.getTime()) / dayInMilliseconds);
}
