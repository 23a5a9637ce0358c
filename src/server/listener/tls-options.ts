import { constants, createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { TlsOptions } from "node:tls";
import { encodePem } from "../../core/pem.ts";
import { createServerCertificate, findServerCertificateFaults } from "../authority/server-certificate.ts";
import { dataFolder, type DataFolder } from "../data-folder.ts";
import type { Service } from "../issuance/service.ts";
import { readPassphrase } from "../open-service.ts";
import { OperatorError } from "../operator-error.ts";
import { transact } from "../store/transact.ts";

/**
 * What the listener needs for TLS. Every client is asked for a certificate and none is turned away here: who it is,
 * and whether that is good enough, is judged for each request. A server certificate that is about to end is made anew.
 */
export async function tlsOptions(
  data: string,
  service: Pick<Service, "authority" | "settings" | "store">,
  now: Date,
): Promise<TlsOptions & { readonly cert: string }> {
  const { passphrase: passphraseFile, authority: files } = dataFolder(data);
  const passphrase = await readPassphrase(passphraseFile);
  const { key, cert } = await serverCertificate(files, passphrase, service, now);
  const { authority } = service;
  const issuing = encodePem("CERTIFICATE", authority.issuing);
  const earlier = authority.earlier.map((each) => encodePem("CERTIFICATE", each.issuing));
  return {
    key,
    passphrase,
    cert: cert + issuing,
    ca: [encodePem("CERTIFICATE", authority.root), issuing, ...earlier],
    // The issuing authorities are ours as the root is: one signature less to verify in each handshake.
    allowPartialTrustChain: true,
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: "TLSv1.2",
    // A connection's certificate is the one of its handshake; HTTP/2 forbids another (RFC 9113, section 9.2.1).
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  };
}

/** How often the two files are read; between them another process may replace both. */
const attempts = 10;

/**
 * The server's certificate and its key, PEM, made anew where they are no longer good: by one process, however many
 * look at the same time.
 */
async function serverCertificate(
  files: DataFolder["authority"],
  passphrase: string,
  { authority, settings, store }: Pick<Service, "authority" | "settings" | "store">,
  now: Date,
): Promise<{ readonly key: string; readonly cert: string }> {
  const names = settings.serverCertificate;
  const isGood = async (): Promise<boolean> =>
    (await findServerCertificateFaults(files, passphrase, authority, names, now)).length === 0;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (!(await isGood())) {
      await transact(store, async () => {
        if (!(await isGood())) await createServerCertificate(files, passphrase, authority, names, now);
      });
    }
    const [key, cert] = await Promise.all([readFile(files.serverKey, "utf8"), readFile(files.serverCertificate, "utf8")]);
    const pair = createPrivateKey({ key, format: "pem", passphrase });
    if (new X509Certificate(cert).checkPrivateKey(pair)) return { key, cert };
  }
  const sentence = `${files.serverCertificate} does not belong to ${files.serverKey}. Remove both: another one is made.`;
  throw new OperatorError("data-folder-incomplete", sentence);
}
