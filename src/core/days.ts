/** One day in milliseconds. */
export const dayInMilliseconds = 86_400_000;

const hourInMilliseconds = 3_600_000;

/** The time left until a moment, rounded down: in days, or in hours if less than two days are left. */
export interface TimeLeft {
  readonly unit: "day" | "hour";
  readonly count: number;
}

/** The time from `now` until `moment`; undefined once it is past. Every surface shows it in this unit. */
export function timeLeft(moment: Date, now: Date): TimeLeft | undefined {
  const left = moment.getTime() - now.getTime();
  if (left < 0) return undefined;
  return left < 2 * dayInMilliseconds
    ? { unit: "hour", count: Math.floor(left / hourInMilliseconds) }
    : { unit: "day", count: Math.floor(left / dayInMilliseconds) };
}

/** Whole days from `now` until `moment`; negative once it is past. */
export function daysUntil(moment: Date, now: Date): number {
  return Math.floor((moment.getTime() - now.getTime()) / dayInMilliseconds);
}
