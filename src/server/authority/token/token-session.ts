import { OperatorError } from "../../system/operator-error.ts";
import { loadCryptoki, wordSize, type Cryptoki } from "./cryptoki.ts";
import { readPin, type RefusedPins } from "./pin.ts";
import { callFailed, isPinRefusal, userAlreadyLoggedIn } from "./return-values.ts";
import type { TokenAddress, TokenAttribute } from "./token-address.ts";

/** A session with a token, logged in, and the object that its address names. */
export interface TokenSession {
  readonly cryptoki: Cryptoki;
  readonly session: bigint;
  readonly object: bigint;
}

/** What is looked for: CKO_PRIVATE_KEY or CKO_CERTIFICATE. */
export const objectClasses = { privateKey: 3n, certificate: 1n } as const;

/** Flags of CK_TOKEN_INFO. */
const flags = { loginRequired: 0x4n, finalTry: 0x2_0000n, locked: 0x4_0000n } as const;
const serialSession = 4;
const user = 1;
const classAttribute = 0n;
const labelAttribute = 3n;
const idAttribute = 0x102n;

/**
 * Opens a session with the token of an address, logs in, and finds the object.
 *
 * A PIN that was refused before is not tried again, nor is any if the token would be locked by another refusal.
 *
 * @throws OperatorError `token-unusable`, `token-pin-refused`, `token-pin-missing`, `token-object-unknown`
 */
export async function openTokenSession(address: TokenAddress, objectClass: bigint, refused: RefusedPins): Promise<TokenSession> {
  const cryptoki = await loadCryptoki(address.module);
  const { slot, serial, tokenFlags } = await findToken(cryptoki, address);
  const handle = Buffer.alloc(wordSize);
  await call(address, "C_OpenSession", cryptoki.openSession(slot, serialSession, null, null, handle));
  const session = handle.readBigUInt64LE();
  try {
    if (objectClass === objectClasses.privateKey && (tokenFlags & flags.loginRequired) !== 0n)
      await logIn(cryptoki, session, { address, serial, tokenFlags, refused });
    return { cryptoki, session, object: await findObject(cryptoki, session, address, objectClass) };
  } catch (error) {
    await cryptoki.closeSession(session);
    throw error;
  }
}

/** Requires that a call succeeds. */
export async function call(address: TokenAddress, name: string, returned: Promise<number>): Promise<void> {
  const value = await returned;
  if (value !== 0) throw callFailed(address, name, value);
}

interface FoundToken {
  readonly slot: bigint;
  readonly serial: string;
  readonly tokenFlags: bigint;
}

async function findToken(cryptoki: Cryptoki, address: TokenAddress): Promise<FoundToken> {
  const count = Buffer.alloc(wordSize);
  await call(address, "C_GetSlotList", cryptoki.getSlotList(1, null, count));
  const slots = Buffer.alloc(wordSize * Number(count.readBigUInt64LE()));
  if (slots.length > 0) await call(address, "C_GetSlotList", cryptoki.getSlotList(1, slots, count));
  const found: FoundToken[] = [];
  for (let at = 0; at < wordSize * Math.min(slots.length / wordSize, Number(count.readBigUInt64LE())); at += wordSize) {
    const slot = slots.readBigUInt64LE(at);
    // CK_TOKEN_INFO: label 32, manufacturer 32, model 16, serial number 16 octets, then the flags.
    const info = Buffer.alloc(512);
    if ((await cryptoki.getTokenInfo(slot, info)) !== 0) continue;
    const text = (start: number, length: number): string => info.toString("utf8", start, start + length).replace(/[ \0]+$/, "");
    const facts: Readonly<Record<TokenAttribute, string>> = {
      token: text(0, 32),
      manufacturer: text(32, 32),
      model: text(64, 16),
      serial: text(80, 16),
    };
    const wanted = Object.entries(address.token);
    if (!wanted.every(([name, value]) => Object.entries(facts).some(([each, fact]) => each === name && fact === value))) continue;
    found.push({ slot, serial: facts.serial, tokenFlags: info.readBigUInt64LE(96) });
  }
  const [token, another] = found;
  if (token !== undefined && another === undefined) return token;
  const what = token === undefined ? "no token has the attributes" : "several tokens have the attributes";
  const sentence = `${what.charAt(0).toUpperCase()}${what.slice(1)} of ${address.text}. Insert it, or correct the address: koshin needs exactly one.`;
  throw new OperatorError("token-unusable", sentence);
}

async function logIn(
  cryptoki: Cryptoki,
  session: bigint,
  token: Pick<FoundToken, "serial" | "tokenFlags"> & { readonly address: TokenAddress; readonly refused: RefusedPins },
): Promise<void> {
  const { address, serial, tokenFlags, refused } = token;
  if ((tokenFlags & flags.locked) !== 0n)
    throw pinRefused(address, "is locked, because wrong PINs were entered. Unlock it as its vendor says");
  const pin = await readPin(address.pinFile);
  if (await refused.has(serial, pin))
    throw pinRefused(address, "has refused this PIN before, so that it was not tried again. Correct the PIN where it comes from");
  if ((tokenFlags & flags.finalTry) !== 0n) {
    const why =
      "would be locked by another wrong PIN, so that none was tried. Enter the right one with the vendor's own program first";
    throw pinRefused(address, why);
  }
  const octets = Buffer.from(pin);
  const returned = await cryptoki.login(session, user, octets, octets.length);
  octets.fill(0);
  if (returned === 0 || returned === userAlreadyLoggedIn) return;
  if (!isPinRefusal(returned)) throw callFailed(address, "C_Login", returned);
  await refused.add(serial, pin);
  throw pinRefused(address, "refuses the PIN, which is not tried again. Correct the PIN where it comes from");
}

function pinRefused({ text }: TokenAddress, why: string): OperatorError {
  return new OperatorError("token-pin-refused", `The token of ${text} ${why}.`);
}

async function findObject(cryptoki: Cryptoki, session: bigint, address: TokenAddress, objectClass: bigint): Promise<bigint> {
  const kind = Buffer.alloc(wordSize);
  kind.writeBigUInt64LE(objectClass);
  const wanted: (readonly [bigint, Buffer])[] = [[classAttribute, kind]];
  if (address.label !== undefined) wanted.push([labelAttribute, Buffer.from(address.label)]);
  if (address.id !== undefined) wanted.push([idAttribute, Buffer.from(address.id)]);
  const template = attributes(cryptoki, wanted);
  await call(address, "C_FindObjectsInit", cryptoki.findObjectsInit(session, template, wanted.length));
  const [handles, count] = [Buffer.alloc(2 * wordSize), Buffer.alloc(wordSize)];
  await call(address, "C_FindObjects", cryptoki.findObjects(session, handles, 2, count));
  await call(address, "C_FindObjectsFinal", cryptoki.findObjectsFinal(session));
  const found = Number(count.readBigUInt64LE());
  if (found === 1) return handles.readBigUInt64LE();
  const what = objectClass === objectClasses.privateKey ? "private key" : "certificate";
  const sentence = `The token has ${found === 0 ? `no ${what}` : `several objects (${what})`} with the label or identifier of ${address.text}. Correct object= or id= in the address.`;
  throw new OperatorError("token-object-unknown", sentence);
}

/** A template: CK_ATTRIBUTE of each, with a type, a pointer to the value, and its length. */
export function attributes(cryptoki: Cryptoki, values: readonly (readonly [type: bigint, value: Buffer])[]): Buffer {
  const template = Buffer.alloc(3 * wordSize * values.length);
  for (const [index, [type, value]] of values.entries()) {
    const start = 3 * wordSize * index;
    template.writeBigUInt64LE(type, start);
    template.writeBigUInt64LE(value.length === 0 ? 0n : cryptoki.addressOf(value, template), start + wordSize);
    template.writeBigUInt64LE(BigInt(value.length), start + 2 * wordSize);
  }
  return template;
}
