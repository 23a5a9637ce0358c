import { InvalidArgumentError } from "commander";

/**
 * Reads a number of days from the command line.
 *
 * @throws InvalidArgumentError, which Commander reports as a usage error
 */
export function readDays(text: string): number {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (days === 0) throw new InvalidArgumentError("Use a whole number of days from 1 to 9999.");
  return days;
}

/**
 * Reads a number of days, or `never`, from the command line.
 *
 * @throws InvalidArgumentError, which Commander reports as a usage error
 */
export function readDaysOrNever(text: string): number | "never" {
  if (text === "never") return text;
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (days === 0) throw new InvalidArgumentError("Use a whole number of days from 1 to 9999, or never.");
  return days;
}
