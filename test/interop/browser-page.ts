import { toBase64 } from "../../src/core/base64.ts";
import { KoshinError } from "../../src/core/errors.ts";
import type { KeyKind } from "../../src/core/key-kind.ts";
import { encodeName } from "../../src/core/name/name.ts";
import { writePkcs12 } from "../../src/core/pkcs12/write.ts";
import type { Pkcs12Profile } from "../../src/core/profile.ts";
import { checkReplacement } from "../../src/core/renewal/check-replacement.ts";
import { readKeyFile } from "../../src/core/renewal/key-file.ts";
import { createRequest } from "../../src/core/x509/request.ts";
import { client28, issue, notAfter } from "../core/issued.ts";

/** The page's results, for the test to check. */
interface Seen {
  /** The file as the browser wrote it, base64. */
  readonly file: string;
  readonly password: string;
  readonly sameContents: boolean;
  readonly serial: string;
  /** The error code for a wrong password. */
  readonly wrongPassword: string;
  /** The request as the browser made it, base64. */
  readonly request: string;
}

const password = "k7mf-2q9x-hw3d-ppzr-8ya4-tnce";

/** Generates a key and a request, and writes, opens and verifies a .p12 file, all in the browser. */
async function tryProfile(profile: Pkcs12Profile, kind: KeyKind): Promise<Seen> {
  const { keyPair, privateKey, certificate, issuer } = await issue(kind);
  const request = await createRequest(encodeName(client28), keyPair);
  const contents = { privateKey, certificate, chain: [issuer], friendlyName: "client28" };
  const file = await writePkcs12(contents, { password, profile });
  const opened = await readKeyFile(file, password);
  const { serial } = checkReplacement(opened.certificate, { subject: client28, notAfter: new Date(notAfter.getTime() - 1000) });
  const refusal: unknown = await readKeyFile(file, "wrong").catch((error: unknown) => error);
  return {
    file: toBase64(file),
    password,
    sameContents: JSON.stringify(opened) === JSON.stringify(contents),
    serial,
    wrongPassword: refusal instanceof KoshinError ? refusal.code : String(refusal),
    request: toBase64(request),
  };
}

Object.assign(globalThis, { tryProfile });
