import type { Bytes } from "../../../core/bytes.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { readWithin } from "../../system/read-within.ts";

/** More octets than any file with an authority has. */
const longest = 1024 * 1024;

/**
 * Reads a file of an operator's authority.
 *
 * @throws OperatorError `authority-file-malformed` if it is too large; the errors of the operating system
 */
export async function readAuthorityFile(path: string): Promise<Bytes> {
  const content = await readWithin(path, longest);
  if (content !== undefined) return content;
  throw new OperatorError("authority-file-malformed", `${path} is larger than any file with an authority. Name another one.`);
}
