import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { dayInMilliseconds } from "../../src/core/days.ts";
import { encodeTime } from "../../src/core/der/time.ts";
import { bitString, context, integer, oid, sequence } from "../../src/core/der/write.ts";
import { encodeName } from "../../src/core/name/name.ts";
import { encodePem } from "../../src/core/x509/pem.ts";
import type { Identity } from "./tls-client.ts";

const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));

/**
 * An unknown certificate under a self-made chain. For their size, P-521 signatures take OpenSSL the longest
 * to verify.
 *
 * @param length the number of certificates in the chain
 */
export function makeStranger(length: number, namedCurve: "P-256" | "P-521" = "P-521"): Identity {
  const pems: string[] = [];
  const now = Date.now();
  let signer: KeyObject | undefined;
  let key = "";
  for (let count = 0; count < length; count++) {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve });
    const signed = sequence(
      context(0, integer(2)),
      integer(count + 1),
      ecdsaWithSha256,
      encodeName({ cn: `stranger ${Math.max(0, count - 1)}`, o: "" }),
      sequence(encodeTime(new Date(now - dayInMilliseconds)), encodeTime(new Date(now + dayInMilliseconds))),
      encodeName({ cn: `stranger ${count}`, o: "" }),
      new Uint8Array(publicKey.export({ type: "spki", format: "der" })),
    );
    const signature = new Uint8Array(sign("sha256", signed, signer ?? privateKey));
    pems.unshift(encodePem("CERTIFICATE", sequence(signed, ecdsaWithSha256, bitString(signature))));
    signer = privateKey;
    key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  }
  return { cert: pems.join(""), key };
}
