/**
 * Writes moments as the clocks of a time zone show them, and as spreadsheets read them: `2027-09-08 14:59`.
 *
 * @returns undefined if there is no such time zone
 */
export function momentsIn(timeZone: string): ((milliseconds: number) => string) | undefined {
  try {
    // Sweden's form is that of ISO 8601.
    const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
    const format = new Intl.DateTimeFormat("sv-SE", { ...parts, timeZone });
    return (milliseconds) => format.format(milliseconds);
  } catch {
    return undefined;
  }
}
