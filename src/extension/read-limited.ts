import { Failed } from "./failed.ts";

/** The longest answer that is read, in bytes; a chain of certificates is a few thousand. */
const limit = 256 * 1024;

/**
 * Reads a response's body as UTF-8 and stops where it grows longer than any honest answer.
 *
 * @throws Failed `answer-malformed` beyond the limit, `unreachable` where the connection broke
 */
export async function readLimited(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      // Leaving the loop cancels the stream, and with it the transfer.
      if (length > limit) throw new Failed("answer-malformed", `The service's answer is longer than ${limit} bytes.`);
      text += decoder.decode(chunk, { stream: true });
    }
  } catch (cause) {
    if (cause instanceof Failed) throw cause;
    throw new Failed("unreachable", "The connection broke in the middle of the answer.", { cause });
  }
  return text + decoder.decode();
}
