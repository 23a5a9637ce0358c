import type { Bytes } from "../../../core/bytes.ts";
import { defaults } from "./answer.ts";

/**
 * A response that browsers save as a file (RFC 6266), with its name in ASCII as well for programs that read no other. Letters and
 * digits of any language are kept; an underscore stands for what may lead out of a folder or make it look like another name.
 *
 * @param content a stream is sent as it is read; if it fails, the connection ends before the file does
 */
export function answerFile(type: string, name: string, content: Bytes | string | ReadableStream<Uint8Array>): Response {
  const safe = name.replaceAll(/[^\p{L}\p{M}\p{N}._-]|\p{DI}/gu, "_");
  const plain = safe.replaceAll(/[^\w.-]/g, "_");
  const headers = {
    ...defaults,
    "Content-Type": type,
    "Content-Disposition": `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(safe)}`,
  };
  return new Response(content, { headers });
}
