import { createHash, createSign, generateKeyPairSync, randomBytes, type KeyObject } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import type { NewPasskey, PasskeyAssertion, PasskeyCreation, PasskeyRequest } from "../../src/protocol/console/passkeys.ts";

/** What an authenticator or a browser may do otherwise than it should. */
interface Manner {
  /** The page that asks, as the browser says. */
  readonly origin?: string;
  /** Whether the authenticator has verified its user. */
  readonly verified?: boolean;
  /** How many signatures it claims to have made. */
  readonly counter?: number;
}

/** An authenticator with one passkey, and the browser that speaks for it. */
export class SoftPasskey {
  readonly id = randomBytes(32).toString("base64url");
  readonly #origin: string;
  readonly #keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  #counter = 0;

  /** @param origin the page's */
  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Answers `navigator.credentials.create`. */
  create({ challenge, rp }: PasskeyCreation, manner: Manner = {}): NewPasskey["credential"] {
    const id = Buffer.from(this.id, "base64url");
    const length = Buffer.from([0, id.length]);
    const attested = Buffer.concat([Buffer.alloc(16), length, id, coseOf(this.#keys.publicKey)]);
    const authData = Buffer.concat([this.#authenticatorData(rp.id, 0x40, manner), attested]);
    const attestationObject = isoCBOR.encode(
      new Map<string, string | Map<string, string> | Uint8Array>([
        ["fmt", "none"],
        ["attStmt", new Map<string, string>()],
        ["authData", Uint8Array.from(authData)],
      ]),
    );
    const clientDataJSON = this.#clientData("webauthn.create", challenge, manner).toString("base64url");
    return {
      id: this.id,
      response: { clientDataJSON, attestationObject: Buffer.from(attestationObject).toString("base64url"), transports: ["usb"] },
    };
  }

  /** Answers `navigator.credentials.get`. */
  get({ challenge, rpId }: PasskeyRequest, manner: Manner = {}): PasskeyAssertion {
    const clientData = this.#clientData("webauthn.get", challenge, manner);
    const authenticatorData = this.#authenticatorData(rpId, 0, manner);
    const signed = Buffer.concat([authenticatorData, createHash("sha256").update(clientData).digest()]);
    return {
      id: this.id,
      response: {
        clientDataJSON: clientData.toString("base64url"),
        authenticatorData: authenticatorData.toString("base64url"),
        signature: createSign("sha256").update(signed).sign(this.#keys.privateKey).toString("base64url"),
      },
    };
  }

  #clientData(type: string, challenge: string, { origin = this.#origin }: Manner): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  /** WebAuthn, section 6.1: user present, user verified, and what else is given. */
  #authenticatorData(rpId: string, flags: number, { verified = true, counter = (this.#counter += 1) }: Manner): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const present = Buffer.from([0x01 | (verified ? 0x04 : 0) | flags]);
    return Buffer.concat([createHash("sha256").update(rpId).digest(), present, count]);
  }
}

/** A P-256 key in COSE (RFC 9053, section 7.1.1). */
function coseOf(key: KeyObject): Uint8Array {
  const { x = "", y = "" } = key.export({ format: "jwk" });
  const map = new Map<number, number | Uint8Array>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Uint8Array.from(Buffer.from(x, "base64url"))],
    [-3, Uint8Array.from(Buffer.from(y, "base64url"))],
  ]);
  return isoCBOR.encode(map);
}
