import { constants, createPrivateKey } from "node:crypto";
import type { TlsOptions } from "node:tls";
import { encodePem } from "../../core/x509/pem.ts";
import { endingFirst, neededOf, readCertificateChain, type CertificateChain } from "../authority/certificate-chain.ts";
import {
  createServerCertificate,
  faultInWords,
  faultsOfTime,
  inspectServerCertificate,
  isFatal,
  isOfTime,
  unusable,
  type ServerCertificateFault,
  type ServerCertificateState,
} from "../authority/server-certificate.ts";
import type { Service } from "../issuance/service.ts";
import { readPassphrase } from "../service/open-service.ts";
import { transact } from "../store/transact.ts";
import { dataFolder, type DataFolder } from "../system/data-folder.ts";
import { readDataFile } from "../system/read-data-file.ts";

/** What the listeners need for TLS, and what is to be told of it. */
export interface ServerTls {
  readonly options: TlsOptions;
  /** When the certificate that is shown begins, and when the first of its chain ends. */
  readonly begin: Date;
  readonly end: Date;
  /** When the first ends of those that every client needs. */
  readonly endForAll: Date;
  /** Whether the service makes it anew in time. */
  readonly own: boolean;
  /** What is wrong with it at a moment, and does not keep it from being shown, each in the words that follow "The server certificate". */
  readonly faults: (now: Date) => readonly string[];
}

/**
 * What the listeners need for TLS. Every client is asked for a certificate and none is turned away here: who it is,
 * and whether that is good enough, is judged for each request. A server certificate of the service's own that is about
 * to end is made anew; one that the operator has put there is shown as it is, with the chain in its file.
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
  const { key, cert, chain, own, lasting } = await serverCertificate(files, passphrase, service, now);
  const { authority } = service;
  const issuing = encodePem("CERTIFICATE", authority.issuing);
  const others = [...authority.earlier.map((each) => each.issuing), ...authority.otherRoots];
  // For clients that trust an earlier root only.
  const toEarlierRoots = authority.crossCertificates.filter(({ toEarlier }) => toEarlier);
  const options: TlsOptions = {
    key,
    passphrase,
    cert: own ? cert + issuing + toEarlierRoots.map(({ der }) => encodePem("CERTIFICATE", der)).join("") : cert,
    ca: [encodePem("CERTIFICATE", authority.root), issuing, ...others.map((der) => encodePem("CERTIFICATE", der))],
    // The issuing authorities are ours as the root is: one signature less to verify in each handshake.
    allowPartialTrustChain: true,
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: "TLSv1.2",
    // A connection's certificate is the one of its handshake; HTTP/2 forbids another (RFC 9113, section 9.2.1).
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  };
  const faults = (at: Date): string[] => (own ? [] : [...lasting, ...faultsOfTime(chain, at)].map(faultInWords));
  const ends = { end: endingFirst(chain).validToDate, endForAll: endingFirst(neededOf(chain)).validToDate };
  return { options, begin: chain[0].validFromDate, ...ends, own, faults };
}

interface ShownCertificate {
  readonly key: string;
  readonly cert: string;
  readonly chain: CertificateChain;
  readonly own: boolean;
  /** What is wrong with it at any time. */
  readonly lasting: readonly ServerCertificateFault[];
}

/** How often the two files are read; between them another process may replace both. */
const attempts = 10;

/**
 * The server's certificate and its key, PEM. One of the service's own is made anew where it is no longer good: by one
 * process, however many look at the same time.
 */
async function serverCertificate(
  files: DataFolder["authority"],
  passphrase: string,
  { authority, settings, store }: Pick<Service, "authority" | "settings" | "store">,
  now: Date,
): Promise<ShownCertificate> {
  const names = settings.serverCertificate;
  const inspect = async (): Promise<ServerCertificateState> =>
    await inspectServerCertificate(files, passphrase, authority, names, now);
  const toBeMade = ({ own, faults }: ServerCertificateState): boolean => own && faults.length > 0;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const state = await inspect();
    if (toBeMade(state)) {
      await transact(store, async () => {
        if (toBeMade(await inspect())) await createServerCertificate(files, passphrase, authority, names, now);
      });
    }
    const fatal = state.own ? undefined : state.faults.find(isFatal);
    if (fatal !== undefined && attempt === attempts) throw unusable(files, fatal);
    if (fatal !== undefined) continue;
    const [key, cert] = await Promise.all([readDataFile(files.serverKey, ""), readDataFile(files.serverCertificate, "")]);
    const pair = createPrivateKey({ key, format: "pem", passphrase });
    const chain = readCertificateChain(cert);
    const lasting = state.faults.filter((fault) => !isOfTime(fault));
    if (chain?.[0].checkPrivateKey(pair) === true) return { key, cert, chain, own: state.own, lasting };
  }
  throw unusable(files, { kind: "other-key" });
}
