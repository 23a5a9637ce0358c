import { createHash } from "node:crypto";
import type { Bytes } from "../../../core/bytes.ts";
import { integer, nullValue, octetString, oid, sequence } from "../../../core/der/write.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { wordSize } from "./cryptoki.ts";
import type { RefusedPins } from "./pin.ts";
import { readTokenAddress } from "./token-address.ts";
import { call, objectClasses, openTokenSession, type TokenSession } from "./token-session.ts";

/** How a key in a token signs. */
export interface TokenMethod {
  readonly kind: "EC" | "RSA";
  readonly hash: "sha256" | "sha384";
}

/** CKM_ECDSA and CKM_RSA_PKCS: tokens sign a hash, which is computed here. */
const mechanisms = { EC: 0x1041n, RSA: 0x1n } as const;
const mechanismLength = 3 * wordSize;
const longestSignature = 1024;

const hashIdentifiers = { sha256: "2.16.840.1.101.3.4.2.1", sha384: "2.16.840.1.101.3.4.2.2" } as const;

/** Signs with the key of an address, one signature at a time; a lost session is opened again. */
export type TokenSigner = (signed: Uint8Array) => Promise<Bytes>;

const signers = new Map<string, TokenSigner>();

/**
 * A signer with a private key in a token. It keeps one session, also across reloads.
 *
 * @throws OperatorError `token-address-malformed`; a signature throws as `openTokenSession`
 */
export function tokenSigner(text: string, method: TokenMethod, refused: RefusedPins): TokenSigner {
  const known = `${method.kind} ${method.hash} ${text}`;
  const signer = signers.get(known) ?? createSigner(text, method, refused);
  signers.set(known, signer);
  return signer;
}

function createSigner(text: string, { kind, hash }: TokenMethod, refused: RefusedPins): TokenSigner {
  const address = readTokenAddress(text);
  let session: TokenSession | undefined;
  const attempt = async (digest: Uint8Array): Promise<Bytes> => {
    session ??= await openTokenSession(address, objectClasses.privateKey, refused);
    const { cryptoki, session: handle, object } = session;
    const mechanism = Buffer.alloc(mechanismLength);
    mechanism.writeBigUInt64LE(mechanisms[kind]);
    await call(address, "C_SignInit", cryptoki.signInit(handle, mechanism, object));
    const [data, signature, length] = [Buffer.from(digest), Buffer.alloc(longestSignature), Buffer.alloc(wordSize)];
    length.writeBigUInt64LE(BigInt(longestSignature));
    await call(address, "C_Sign", cryptoki.sign(handle, data, data.length, signature, length));
    return new Uint8Array(signature.subarray(0, Number(length.readBigUInt64LE())));
  };
  const sign = async (signed: Uint8Array): Promise<Bytes> => {
    const digest = new Uint8Array(createHash(hash).update(signed).digest());
    const input = kind === "EC" ? digest : digestInfo(digest, hash);
    const had = session !== undefined;
    const raw = await attempt(input).catch(async (error: unknown) => {
      await session?.cryptoki.closeSession(session.session);
      session = undefined;
      // A session may be lost at any time: the token was removed, or its connection ended.
      if (!had || !(error instanceof OperatorError) || error.code !== "token-unusable") throw error;
      return await attempt(input);
    });
    return kind === "EC" ? twoNumbers(raw) : raw;
  };
  // A session does one thing at a time.
  let last: Promise<unknown> = Promise.resolve();
  return async (signed) => {
    const next = last.then(
      async () => await sign(signed),
      async () => await sign(signed),
    );
    last = next;
    return await next;
  };
}

/** A DigestInfo (RFC 8017, section 9.2), which PKCS #1 v1.5 signs. */
function digestInfo(digest: Uint8Array, hash: TokenMethod["hash"]): Bytes {
  return sequence(sequence(oid(hashIdentifiers[hash]), nullValue()), octetString(digest));
}

/** The two numbers of an ECDSA signature (RFC 3279, section 2.2.3). */
function twoNumbers(raw: Bytes): Bytes {
  const half = raw.length / 2;
  return sequence(integer(raw.subarray(0, half)), integer(raw.subarray(half)));
}
