/** A moment as the clocks of a time zone show it: 2026-12-30 18:00. */
export function onClocks(moment: Date, timeZone: string): string {
  // Sweden's form is that of ISO 8601.
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(moment);
}
