import { Duplex, pipeline, type Transform } from "node:stream";
import {
  constants,
  createBrotliCompress,
  createBrotliDecompress,
  createDeflate,
  createGunzip,
  createGzip,
  createInflate,
  createInflateRaw,
  createZstdCompress,
  createZstdDecompress,
} from "node:zlib";
import type { Coding } from "./entity-headers.ts";

/** Decodes a body as browsers do, who take an empty one in any coding. */
export function decoded(coding: Coding): Duplex {
  return Duplex.from(async function* (body: AsyncIterable<Buffer>) {
    const chunks = body[Symbol.asyncIterator]();
    const first = await chunks.next();
    if (first.done === true) return;
    const decoder = decoders[coding](first.value);
    // Its errors come by the decoder.
    pipeline(followedBy(first.value, chunks), decoder, () => undefined);
    yield* decoder;
  });
}

async function* followedBy(first: Buffer, others: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  for (let next: IteratorResult<Buffer> = { value: first }; next.done !== true; next = await others.next()) yield next.value;
}

/** By the first octets of a body. */
const decoders: Readonly<Record<Coding, (first: Buffer) => Transform>> = {
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  br: () => createBrotliDecompress(),
  // It stands for the zlib format, and some programs send it without (RFC 9110, section 8.4.1.2): this begins with 8 (RFC 1950).
  deflate: ([first = 0]) => ((first & 0x0f) === 8 ? createInflate() : createInflateRaw()),
  zstd: () => createZstdDecompress(),
};

/** Encodes each chunk of a body so that it can be decoded at once: a page may arrive in parts. */
export const encoders: Readonly<Record<Coding, () => Transform>> = {
  gzip: () => createGzip({ flush: constants.Z_SYNC_FLUSH }),
  "x-gzip": () => createGzip({ flush: constants.Z_SYNC_FLUSH }),
  br: () => createBrotliCompress({ flush: constants.BROTLI_OPERATION_FLUSH, params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  deflate: () => createDeflate({ flush: constants.Z_SYNC_FLUSH }),
  zstd: () => createZstdCompress({ flush: constants.ZSTD_e_flush }),
};
