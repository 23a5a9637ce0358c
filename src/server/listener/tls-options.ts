import { constants } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { TlsOptions } from "node:tls";
import { encodePem } from "../../core/pem.ts";
import { createServerCertificate, findServerCertificateFaults } from "../authority/server-certificate.ts";
import { dataFolder } from "../data-folder.ts";
import type { Service } from "../issuance/service.ts";
import { readPassphrase } from "../open-service.ts";

/**
 * What the listener needs for TLS. Every client is asked for a certificate and none is turned away here: who it is,
 * and whether that is good enough, is judged for each request. A server certificate that is about to end is made anew.
 */
export async function tlsOptions(
  data: string,
  { authority, settings }: Service,
  now: Date,
): Promise<TlsOptions & { readonly cert: string }> {
  const { passphrase: passphraseFile, authority: files } = dataFolder(data);
  const passphrase = await readPassphrase(passphraseFile);
  const faults = await findServerCertificateFaults(files, passphrase, authority, settings.serverCertificate, now);
  if (faults.length > 0) {
    await createServerCertificate(files, passphrase, authority, settings.serverCertificate, now);
  }
  const issuing = encodePem("CERTIFICATE", authority.issuing);
  const earlier = authority.earlier.map((each) => encodePem("CERTIFICATE", each.issuing));
  return {
    key: await readFile(files.serverKey, "utf8"),
    passphrase,
    cert: (await readFile(files.serverCertificate, "utf8")) + issuing,
    ca: [encodePem("CERTIFICATE", authority.root), issuing, ...earlier],
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: "TLSv1.2",
    // A connection's certificate is the one of its handshake; HTTP/2 forbids another (RFC 9113, section 9.2.1).
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  };
}
