import { Failed } from "./failed.ts";

/** The longest answer that is read, in bytes; a chain of certificates is a few thousand. */
export const answerLimit = 256 * 1024;

/**
 * Reads a response's body as UTF-8 and stops where it grows longer than any honest answer.
 *
 * @throws Failed `answer-malformed` beyond the limit, `unreachable` where the connection broke
 */
export async function readLimited(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  // A content script of Firefox sees the page's stream, which can be read and not be iterated.
  for (let chunk = await next(reader); chunk !== undefined; chunk = await next(reader)) {
    length += chunk.length;
    if (length > answerLimit) {
      // Cancels the transfer, too; whether that succeeds changes nothing.
      void reader.cancel().catch(() => undefined);
      throw new Failed("answer-malformed", `The service's answer is longer than ${answerLimit} bytes.`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return (await reader.read()).value;
  } catch (cause) {
    throw new Failed("unreachable", "The connection broke in the middle of the answer.", { cause });
  }
}
