import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";
import type { Connection } from "./tls-client.ts";

/** Types of frames (RFC 9113, section 6). */
export const frameTypes = { data: 0, headers: 1, resetStream: 3, settings: 4, ping: 6, goAway: 7, continuation: 9 } as const;

/** Flags of frames. */
export const flags = { endStream: 1, acknowledgement: 1, endHeaders: 4 } as const;

/** Error codes (RFC 9113, section 7). */
export const errorCodes = { none: 0, protocol: 1, internal: 2, refusedStream: 7, cancel: 8, calm: 11 } as const;

/** A received frame. */
export interface Frame {
  readonly type: number;
  readonly stream: number;
  readonly payload: Buffer;
}

/** Encodes a frame. */
export function frame(type: number, flag: number, stream: number, payload: Uint8Array = new Uint8Array()): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flag, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Encodes header fields unchecked (RFC 7541, section 6.2.2: literal, without indexing). */
export function fields(...pairs: readonly (readonly [name: string, value: string])[]): Buffer {
  const text = (value: string): Buffer => Buffer.concat([length(Buffer.byteLength(value)), Buffer.from(value)]);
  return Buffer.concat(pairs.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]));
}

/** A string's length (RFC 7541, section 5.1, with a prefix of seven bits). */
function length(value: number): Buffer {
  if (value < 127) return Buffer.from([value]);
  const octets = [127];
  for (let rest = value - 127; ; rest = Math.floor(rest / 128)) {
    octets.push(rest < 128 ? rest : (rest % 128) + 128);
    if (rest < 128) return Buffer.from(octets);
  }
}

/** The start of every connection: the preface and empty settings. */
const preface = Buffer.concat([Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), frame(frameTypes.settings, 0, 0)]);

/** Opens an HTTP/2 connection on which a test writes the frames. */
export async function openFrames({ port, root, identity, host = "localhost" }: Connection): Promise<TLSSocket> {
  const socket = connect({ port, host: "127.0.0.1", servername: host, ca: root, ALPNProtocols: ["h2"], ...identity });
  socket.on("error", () => undefined);
  await once(socket, "secureConnect");
  socket.write(preface);
  return socket;
}

/** The frames received until the server ends the connection, or until and including the awaited one. */
export async function framesOf(socket: TLSSocket, last: (frame: Frame) => boolean = () => false): Promise<readonly Frame[]> {
  const frames: Frame[] = [];
  let rest: Buffer = Buffer.alloc(0);
  return await new Promise((resolve) => {
    socket.once("close", () => resolve(frames));
    socket.on("data", (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
        const end = 9 + rest.readUIntBE(0, 3);
        const read = { type: rest.readUInt8(3), stream: rest.readUInt32BE(5), payload: rest.subarray(9, end) };
        rest = rest.subarray(end);
        frames.push(read);
        if (last(read)) resolve(frames);
      }
    });
  });
}

/** The error code of a frame that resets a stream or ends the connection. */
export function codeIn({ type, payload }: Frame): number | undefined {
  if (type === frameTypes.resetStream) return payload.readUInt32BE(0);
  return type === frameTypes.goAway ? payload.readUInt32BE(4) : undefined;
}
