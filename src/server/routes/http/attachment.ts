import type { Bytes } from "../../../core/bytes.ts";
import { defaults } from "./answer.ts";

/**
 * A response that browsers save as a file (RFC 6266), with its name in ASCII as well for programs that read no other.
 *
 * @param content a stream is sent as it is read; if it fails, the connection ends before the file does
 */
export function answerFile(type: string, name: string, content: Bytes | string | ReadableStream<Uint8Array>): Response {
  const plain = name.replaceAll(/[^\w.-]/g, "_");
  const headers = {
    ...defaults,
    "Content-Type": type,
    "Content-Disposition": `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
  };
  return new Response(content, { headers });
}
