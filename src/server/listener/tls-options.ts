import { constants, createPrivateKey } from "node:crypto";
import type { TlsOptions } from "node:tls";
import type { Bytes } from "../../core/bytes.ts";
import { encodePem } from "../../core/x509/pem.ts";
import { intermediatesOf } from "../authority/authority.ts";
import { firstToExpire, requiredPart, readCertificateChain, type CertificateChain } from "../authority/certificate-chain.ts";
import {
  createServerCertificate,
  faultInWords,
  timeFaults,
  inspectServerCertificate,
  isFatal,
  isTimeFault,
  unusable,
  type ServerCertificateFault,
  type ServerCertificateState,
} from "../authority/server/server-certificate.ts";
import type { Service } from "../issuance/service.ts";
import { transact } from "../store/transact.ts";
import { dataFolder, type DataFolder } from "../system/data-folder.ts";
import { readDataFile } from "../system/read-data-file.ts";
import { readPassphrase } from "../system/read-passphrase.ts";

/** The TLS options of the listeners, and facts about the server certificate. */
export interface ServerTls {
  readonly options: TlsOptions;
  /** When the server certificate becomes valid, and when the first certificate of its chain expires. */
  readonly begin: Date;
  readonly end: Date;
  /** When the first certificate that every client needs expires. */
  readonly endForAll: Date;
  /** Whether it is the service's own, which renews it. */
  readonly own: boolean;
  /**
   * The non-fatal faults of an operator's certificate at a moment, each as a phrase that follows "The server
   * certificate".
   */
  readonly faults: (now: Date) => readonly string[];
}

/**
 * The TLS options of the listeners. A certificate is requested from every client, and none is rejected in the
 * handshake: each request is evaluated. The service's own server certificate is renewed before it expires; an
 * operator's is used unchanged, with the chain in its file.
 *
 * @throws OperatorError `server-certificate-unusable`, `file-unreadable`
 */
export async function serverTls(
  data: string,
  service: Pick<Service, "authority" | "settings" | "store">,
  now: Date,
): Promise<ServerTls> {
  const { passphrase: passphraseFile, authority: files } = dataFolder(data);
  const passphrase = await readPassphrase(passphraseFile);
  const { key, cert, chain: served, own, lasting } = await serverCertificate(files, passphrase, service, now);
  const { authority } = service;
  const trusted = [
    ...[authority, ...authority.earlier].map((each) => each.issuing),
    authority.root,
    ...authority.otherRoots,
    ...authority.adopted.map((each) => each.certificate),
  ];
  // For clients that trust an earlier root only.
  const toEarlierRoots = authority.crossCertificates.filter(({ toEarlier }) => toEarlier);
  const options: TlsOptions = {
    key,
    passphrase,
    cert: own ? cert + [...intermediatesOf(authority), ...toEarlierRoots.map(({ der }) => der)].map(asPem).join("") : cert,
    ca: [...new Set(trusted.map(asPem))],
    // The issuing and adopted authorities are trust anchors too, which saves verifying a signature in each handshake.
    allowPartialTrustChain: true,
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: "TLSv1.2",
    // Without renegotiation, a connection's peer certificate does not change; HTTP/2 forbids it anyway (RFC 9113,
    // section 9.2.1).
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  };
  const faults = (at: Date): string[] => (own ? [] : [...lasting, ...timeFaults(served, at)].map(faultInWords));
  const ends = { end: firstToExpire(served).validToDate, endForAll: firstToExpire(requiredPart(served)).validToDate };
  return { options, begin: served[0].validFromDate, ...ends, own, faults };
}

function asPem(der: Bytes): string {
  return encodePem("CERTIFICATE", der);
}

interface UsedCertificate {
  readonly key: string;
  readonly cert: string;
  readonly chain: CertificateChain;
  readonly own: boolean;
  /** The faults that do not depend on the time. */
  readonly lasting: readonly ServerCertificateFault[];
}

/** How often the two files are read, because another process may replace both in between. */
const attempts = 10;

/**
 * The server's certificate and its key, PEM. The service's own is replaced if it has a fault, by only one of several
 * processes.
 */
async function serverCertificate(
  files: DataFolder["authority"],
  passphrase: string,
  { authority, settings, store }: Pick<Service, "authority" | "settings" | "store">,
  now: Date,
): Promise<UsedCertificate> {
  const names = settings.serverCertificate;
  const inspect = async (): Promise<ServerCertificateState> =>
    await inspectServerCertificate(files, passphrase, authority, names, now);
  const mustReplace = ({ own, faults }: ServerCertificateState): boolean => own && faults.length > 0;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const state = await inspect();
    if (mustReplace(state)) {
      await transact(store, async () => {
        if (mustReplace(await inspect())) await createServerCertificate(files, passphrase, authority, names, now);
      });
    }
    const fatal = state.own ? undefined : state.faults.find(isFatal);
    if (fatal !== undefined && attempt === attempts) throw unusable(files, fatal);
    if (fatal !== undefined) continue;
    const [key, cert] = await Promise.all([readDataFile(files.serverKey, ""), readDataFile(files.serverCertificate, "")]);
    const pair = createPrivateKey({ key, format: "pem", passphrase });
    const chain = readCertificateChain(cert);
    const lasting = state.faults.filter((fault) => !isTimeFault(fault));
    if (chain?.[0].checkPrivateKey(pair) === true) return { key, cert, chain, own: state.own, lasting };
  }
  throw unusable(files, { kind: "other-key" });
}
