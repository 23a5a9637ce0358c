import { InvalidArgumentError } from "commander";

const control = /[\0-\x1f\x7f]/;
const controlInLines = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/**
 * Reads a text from the command line, which may be empty.
 *
 * @param longest the most characters
 * @param lines how many lines it may have
 * @throws InvalidArgumentError, which Commander reports as a usage error
 */
export function readText(longest: number, lines: "one" | "any"): (text: string) => string {
  return (text) => {
    if (text.length > longest || (lines === "one" ? control : controlInLines).test(text)) {
      const form = lines === "one" ? ", on one line," : "";
      throw new InvalidArgumentError(`Write at most ${longest} characters${form} without control characters.`);
    }
    return text;
  };
}
