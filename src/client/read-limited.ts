import { concat, type Bytes } from "../core/bytes.ts";
import { RenewalError } from "../protocol/failure.ts";

/** The maximum response length in bytes; a chain of certificates has a few thousand. */
export const answerLimit = 256 * 1024;

/**
 * Reads a response's body as UTF-8, up to a limit.
 *
 * @throws RenewalError `answer-malformed` over the limit, `unreachable` if the connection broke
 */
export async function readLimited(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  await readChunks(response, (chunk) => (text += decoder.decode(chunk, { stream: true })));
  return text + decoder.decode();
}

/**
 * The same for a binary body.
 *
 * @throws RenewalError `answer-malformed` over the limit, `unreachable` if the connection broke
 */
export async function readLimitedBytes(response: Response): Promise<Bytes> {
  const chunks: Uint8Array[] = [];
  await readChunks(response, (chunk) => chunks.push(chunk));
  return concat(chunks);
}

async function readChunks(response: Response, take: (chunk: Uint8Array) => void): Promise<void> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  let length = 0;
  // A content script of Firefox sees the page's stream, which can be read but not iterated.
  for (let chunk = await next(reader); chunk !== undefined; chunk = await next(reader)) {
    length += chunk.length;
    if (length > answerLimit) {
      // Aborts the transfer, too; whether that succeeds does not matter.
      void reader.cancel().catch(() => undefined);
      throw new RenewalError("answer-malformed", `The service's response is longer than ${answerLimit} bytes.`);
    }
    take(chunk);
  }
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return (await reader.read()).value;
  } catch (cause) {
    throw new RenewalError("unreachable", "The connection broke during the response.", { cause });
  }
}
