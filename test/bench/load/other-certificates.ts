import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Bytes } from "../../../src/core/bytes.ts";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { tag } from "../../../src/core/der/tag.ts";
import { encodeTime } from "../../../src/core/der/time.ts";
import { bitString, context, element, integer, nullValue, octetString, oid, sequence } from "../../../src/core/der/write.ts";
import { encodeName } from "../../../src/core/name/name.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";

const name = encodeName({ cn: "Large CA", o: "Large Cloud" });
const isTrue = element(tag.boolean, Uint8Array.of(255));
const isAuthority = sequence(oid("2.5.29.19"), isTrue, octetString(sequence(isTrue)));
const forClients = sequence(oid("2.5.29.37"), octetString(sequence(oid("1.3.6.1.5.5.7.3.2"))));

/** The key of an authority, with its signature algorithm. */
interface Signer {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly algorithm: Bytes;
}

const signers = {
  "RSA-2048": (): Signer => ({
    ...generateKeyPairSync("rsa", { modulusLength: 2048 }),
    algorithm: sequence(oid("1.2.840.113549.1.1.11"), nullValue()),
  }),
  "P-256": (): Signer => ({
    ...generateKeyPairSync("ec", { namedCurve: "P-256" }),
    algorithm: sequence(oid("1.2.840.10045.4.3.2")),
  }),
};

/** Which certificates to make. */
export interface OtherOrder {
  /** The authority's key. */
  readonly kind: keyof typeof signers;
  readonly count: number;
  /** The number of tenants that they belong to. */
  readonly tenants: number;
}

/** Certificates of another authority, in files of PEM. */
interface OtherCertificates {
  /** The path of the authority's certificate. */
  readonly authority: string;
  /** The path of all others. */
  readonly certificates: string;
}

/** Makes certificates as another authority has issued them, each with a key of its own size but without a private key. */
export async function makeOtherCertificates(folder: string, { kind, count, tenants }: OtherOrder): Promise<OtherCertificates> {
  const signer = signers[kind]();
  const [authority, certificates] = [join(folder, "authority.pem"), join(folder, "certificates.pem")];
  const own = { serial: 1, subject: name, spki: spkiOf(signer.publicKey), extension: isAuthority };
  await writeFile(authority, encodePem("CERTIFICATE", certificate(signer, own)));
  const template = spkiOf(generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey);
  const file = createWriteStream(certificates);
  for (let number = 0; number < count; number++) {
    const spki = Uint8Array.from(template);
    // In the modulus.
    new DataView(spki.buffer).setUint32(60, number);
    const subject = encodeName({ cn: `client${number}`, o: `u${number % tenants}` });
    const made = certificate(signer, { serial: number + 2, subject, spki, extension: forClients });
    if (!file.write(encodePem("CERTIFICATE", made))) await once(file, "drain");
  }
  file.end();
  await once(file, "close");
  return { authority, certificates };
}

function certificate(
  { privateKey, algorithm }: Signer,
  made: { readonly serial: number; readonly subject: Bytes; readonly spki: Bytes; readonly extension: Bytes },
): Bytes {
  const now = Date.now();
  const signed = sequence(
    context(0, integer(2)),
    integer(made.serial),
    algorithm,
    name,
    sequence(encodeTime(new Date(now - dayInMilliseconds)), encodeTime(new Date(now + 300 * dayInMilliseconds))),
    made.subject,
    made.spki,
    context(3, sequence(made.extension)),
  );
  return sequence(signed, algorithm, bitString(new Uint8Array(sign("sha256", signed, privateKey))));
}

function spkiOf(key: KeyObject): Bytes {
  return new Uint8Array(key.export({ type: "spki", format: "der" }));
}
