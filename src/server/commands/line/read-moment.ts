import { InvalidArgumentError } from "commander";

/**
 * Reads a day (meaning its first moment) or a moment from the command line, in UTC.
 *
 * @throws InvalidArgumentError, which Commander reports as a usage error
 */
export function readMoment(text: string): Date {
  const moment = new Date(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/.test(text) ? text : "");
  // JavaScript parses 30 February as 2 March.
  const real = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text.slice(0, 10));
  if (!real) throw new InvalidArgumentError("Write an existing day as 2026-12-31, or a moment as 2026-12-31T09:00:00Z.");
  return moment;
}
