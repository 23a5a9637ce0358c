import type { Bytes } from "../../../src/core/bytes.ts";
import { context, octetString, oid, sequence, setOf } from "../../../src/core/der/write.ts";
import { oids } from "../../../src/core/pkcs12/oids.ts";

/** One entry of a file, with its attributes. */
export const bag = (type: string, value: Bytes, ...attributes: readonly Bytes[]): Bytes =>
  sequence(oid(type), context(0, value), ...attributes);

/** The attributes of an entry with a localKeyId of one octet. */
export const localKeyId = (id: number): Bytes => setOf(sequence(oid(oids.localKeyId), setOf(octetString(Uint8Array.of(id)))));

/** A certificate's entry. */
export const certBag = (der: Bytes, ...attributes: readonly Bytes[]): Bytes =>
  bag(oids.certBag, sequence(oid(oids.x509Certificate), context(0, octetString(der))), ...attributes);

/** The entry of an unencrypted key. */
export const keyBag = (privateKey: Bytes, ...attributes: readonly Bytes[]): Bytes => bag(oids.keyBag, privateKey, ...attributes);

/** An unencrypted part of a file. */
export const plain = (...bags: readonly Bytes[]): Bytes => sequence(oid(oids.data), context(0, octetString(sequence(...bags))));
