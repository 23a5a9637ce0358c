/**
 * The same day and time of day so many calendar years later, or earlier where the number is negative, in UTC. In years
 * without a 29 February it is the 28th.
 */
export function yearsAfter(moment: Date, years: number): Date {
  const later = new Date(moment);
  later.setUTCFullYear(moment.getUTCFullYear() + years);
  // JavaScript goes on to 1 March.
  if (later.getUTCMonth() !== moment.getUTCMonth()) later.setUTCDate(0);
  return later;
}
