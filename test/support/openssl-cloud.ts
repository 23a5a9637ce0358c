import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Bytes } from "../../src/core/bytes.ts";
import { element, oid, sequence, setOf } from "../../src/core/der/write.ts";
import type { KeyKind } from "../../src/core/key-kind.ts";
import { attributeType, stringTag } from "../../src/core/name/attribute-types.ts";
import { generateKeyPair } from "../../src/core/x509/key-pair.ts";
import { encodePem } from "../../src/core/x509/pem.ts";
import { createRequest } from "../../src/core/x509/request.ts";
import { makeOtherAuthority, type OtherAuthority } from "./other-authority.ts";

/** The authorities of a cloud of clinics that was made before this project. */
export interface OpensslCloud extends AsyncDisposable {
  readonly root: OtherAuthority;
  /** The authority that has issued everybody's certificates. */
  readonly issuing: OtherAuthority;
}

/** Makes a root and an issuing authority with `openssl ca` alone. */
export async function makeOpensslCloud(kind: KeyKind): Promise<OpensslCloud> {
  await using cleaning = new AsyncDisposableStack();
  const root = cleaning.use(await makeOtherAuthority({ name: "/C=JP/O=Clinic Cloud/CN=Clinic Cloud Root CA", kind }));
  const name = "/C=JP/O=Clinic Cloud/CN=Clinic Cloud CA";
  const issuing = cleaning.use(await makeOtherAuthority({ name, kind, under: root }));
  const everything = cleaning.move();
  return { root, issuing, [Symbol.asyncDispose]: async () => await everything.disposeAsync() };
}

/**
 * Has an authority certify many holders, a hundred of each tenant. Only a few have keys of their own, because making keys
 * takes longer than everything else.
 */
export async function issueMany(authority: OtherAuthority, count: number): Promise<void> {
  const keys = await Promise.all([generateKeyPair("P-256"), generateKeyPair("P-256"), generateKeyPair("RSA-2048")]);
  const folder = join(authority.folder, "requests");
  await mkdir(folder);
  const paths = Array.from({ length: count }, (_, number) => join(folder, `${number}.csr`));
  for (const [number, path] of paths.entries()) {
    const pair = keys[number % 20 === 0 ? 2 : number % 2];
    if (pair === undefined) throw new Error("No key.");
    const tenant = `u${String(10_000 + Math.floor(number / 100)).padStart(8, "0")}`;
    const subject = nameOf({ C: "JP", O: tenant, CN: `client${number % 100}` });
    await writeFile(path, encodePem("CERTIFICATE REQUEST", await createRequest(subject, pair)));
  }
  await authority.certify(paths, join(authority.folder, "many.pem"));
}

function nameOf(attributes: Readonly<Record<string, string>>): Bytes {
  const encoder = new TextEncoder();
  const sets = Object.entries(attributes).map(([name, value]) => {
    const type = attributeType(name) ?? "";
    return setOf(sequence(oid(type), element(stringTag(type, value), encoder.encode(value))));
  });
  return sequence(...sets);
}
