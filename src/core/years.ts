/**
 * The same day and time of day `years` calendar years later, or earlier if negative, in UTC. 29 February becomes the
 * 28th in other years.
 */
export function yearsAfter(moment: Date, years: number): Date {
  const later = new Date(moment);
  later.setUTCFullYear(moment.getUTCFullYear() + years);
  // JavaScript overflows to 1 March.
  if (later.getUTCMonth() !== moment.getUTCMonth()) later.setUTCDate(0);
  return later;
}
