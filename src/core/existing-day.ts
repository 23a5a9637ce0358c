/** The pattern of a day that the calendar has, as `2028-02-29`. `Date` takes `2027-02-29` for 1 March. */
export const existingDay = String.raw`(?:\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)|(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)`;

const beginning = new RegExp(`^${existingDay}(?!\\d)`);

/** Whether a text begins with a day that the calendar has. */
export function beginsWithExistingDay(text: string): boolean {
  return beginning.test(text);
}
