import { InvalidArgumentError } from "commander";
import { clockTimeForm } from "../../../core/renewal/daily-window.ts";

/**
 * Reads hours of every day from the command line: `19:00-23:00`.
 *
 * @throws InvalidArgumentError, which Commander reports as a usage error
 */
export function readHours(text: string): { readonly from: string; readonly to: string } {
  const [from = "", to = "", ...more] = text.split("-");
  const good = more.length === 0 && from !== to && [from, to].every((clock) => clockTimeForm.test(clock));
  if (!good) throw new InvalidArgumentError("Write two different times of day, such as 19:00-23:00.");
  return { from, to };
}
