import { readFile } from "node:fs/promises";
import { unzipSync } from "fflate";
import * as v from "valibot";
import { readKeyFile } from "../../core/renewal/key-file.ts";
import { parseCertificate } from "../../core/x509/certificate.ts";
import type { Service } from "../../server/issuance/service.ts";
import { serialIn } from "../../server/store/certificates/certificate-name.ts";
import type { Renewed } from "./renew-as-person.ts";

const FirstUse = v.pipe(v.string(), v.parseJson(), v.object({ host: v.string() }));

/** The serial number of the certificate in a .p12 file, opened with the password in the file beside it. */
export async function serialInFile({ p12, passwordFile }: Renewed): Promise<string> {
  const password = (await readFile(passwordFile, "utf8")).trim();
  const { certificate } = await readKeyFile(await readFile(p12), password);
  return parseCertificate(certificate).serial;
}

/** The serial number of the certificate in the .p12 file of a zip file, opened with the password in the file beside it. */
export async function serialInZip(zip: string): Promise<string> {
  const files = Object.entries(unzipSync(await readFile(zip)));
  const [p12, password] = [".p12", "_password.txt"].map((ending) => files.find(([name]) => name.endsWith(ending))?.[1]);
  if (p12 === undefined || password === undefined) throw new Error(`There is no .p12 file with its password in ${zip}.`);
  const { certificate } = await readKeyFile(new Uint8Array(p12), new TextDecoder().decode(password));
  return parseCertificate(certificate).serial;
}

/**
 * The serial number of the replacement of a certificate, from the service's records.
 *
 * @throws Error if there is none
 */
export async function serialOfReplacement({ store }: Service, predecessor: string): Promise<string> {
  const row = await store
    .selectFrom("certificates")
    .innerJoin("certificates as predecessor", "predecessor.number", "certificates.replaces")
    .select("certificates.serial")
    .where("predecessor.serial", "=", predecessor)
    .executeTakeFirst();
  if (row === undefined) throw new Error("The service has no replacement of the certificate.");
  return row.serial;
}

/**
 * The serial number that the service saw in the TLS handshake on the verify host, from its own audit trail.
 *
 * @throws Error if it has seen none
 */
export async function serialSeenByService({ store, settings }: Service): Promise<string> {
  const entries = await store.selectFrom("audit").selectAll().where("action", "=", "first-used").orderBy("number").execute();
  const proof = entries.find(({ detail }) => {
    const { host } = v.parse(FirstUse, detail);
    return host === settings.hosts.verify || host.endsWith(`.${settings.hosts.verify}`);
  });
  if (proof === undefined) throw new Error("The service has seen no new certificate on its verify host.");
  return serialIn(proof.object);
}
