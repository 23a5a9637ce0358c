import { dayInMilliseconds } from "../days.ts";

/** A span of every day by the clocks of a place, such as 12:00 to 14:00; past midnight if its end is not after its beginning. */
export interface DailyWindow {
  /** As `clockTimeForm`. */
  readonly from: string;
  readonly to: string;
  /** An IANA name, such as Asia/Tokyo. */
  readonly timeZone: string;
}

/** A time on a clock of 24 hours: 09:30. */
export const clockTimeForm = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** One day's span. */
export interface Opening {
  readonly from: Date;
  /** It has ended at this moment. */
  readonly until: Date;
}

/** The span that a moment is in, or else the next one. */
export function openingAt({ from, to, timeZone }: DailyWindow, moment: Date): Opening {
  const today = Math.floor(onTheWall(moment, timeZone) / dayInMilliseconds);
  const overMidnight = to <= from ? 1 : 0;
  // Yesterday's may last until today, and where a clock is put forward, a span may be empty.
  for (const day of [today - 1, today, today + 1, today + 2]) {
    const opening = { from: momentOf(day, from, timeZone), until: momentOf(day + overMidnight, to, timeZone) };
    if (opening.until > moment && opening.from < opening.until) return opening;
  }
  throw new RangeError("A clock shows every time at least once in two days.");
}

/** Whether this is the name of a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** The moment at which the clocks show a time; where they skip it, as much later as they were put forward. */
function momentOf(day: number, clock: string, timeZone: string): Date {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  const wall = day * dayInMilliseconds + (hours * 60 + minutes) * 60_000;
  const before = wall - (onTheWall(new Date(wall - dayInMilliseconds), timeZone) - (wall - dayInMilliseconds));
  if (onTheWall(new Date(before), timeZone) === wall) return new Date(before);
  const after = wall - (onTheWall(new Date(wall + dayInMilliseconds), timeZone) - (wall + dayInMilliseconds));
  return new Date(onTheWall(new Date(after), timeZone) === wall ? after : before);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clocks show, as milliseconds since 1970 there; to the second. */
function onTheWall(moment: Date, timeZone: string): number {
  const format = formats.get(timeZone) ?? formatOf(timeZone);
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const numeric = "2-digit";
  return new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", {
    ...{
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    },
  });
}
