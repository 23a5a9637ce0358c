import { open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { formatOneLine } from "../../core/name/distinguished-name.ts";
import { encodeName } from "../../core/name/name.ts";
import { subjectIn } from "../../core/x509/certificate.ts";
import { encodePem } from "../../core/x509/pem.ts";
import { normalSerialNumber } from "../../core/x509/serial-number.ts";
import type { AdoptedAuthority } from "../authority/adopted-authority.ts";
import type { IssuingAuthority } from "../authority/authority.ts";
import { issuerId } from "../authority/issuer-id.ts";
import { crlNumberOf } from "../issuance/lifecycle/continue-list.ts";
import { revocationList } from "../issuance/lifecycle/revocation-list.ts";
import type { Service } from "../issuance/service.ts";
import { readIssued } from "../store/certificates/read-issued.ts";
import { readUnknownRevocations } from "../store/certificates/revocation-lists.ts";
import type { CertificateRow } from "../store/database/schema.ts";
import { makePrivateFolder, writePrivateFile } from "../system/private-file.ts";
import { indexRow, type IndexedCertificate } from "./openssl-index.ts";

/** What was exported for an authority. */
export interface ExportedAuthority {
  readonly issuer: string;
  readonly folder: string;
  readonly certificates: number;
  readonly revoked: number;
  /** Whether there is a revocation list: for adopted authorities, only their operators can sign one. */
  readonly list: boolean;
}

/** The progress of an export. */
export interface ExportProgress {
  readonly onProgress: (done: number) => void;
  /** Aborts it with its reason. */
  readonly interruption: AbortSignal;
}

/**
 * Writes a service's records of an authority's certificates into a folder, in the format of `openssl ca`: `index.txt`,
 * `newcerts`, `crlnumber`, the authority's certificate as `authority.pem` and, if the service has its key, the current
 * revocation list as `list.pem`.
 *
 * @param folder does not exist
 * @throws the errors of the operating system; the interruption's reason
 */
export async function exportAuthority(
  service: Service,
  authority: IssuingAuthority | AdoptedAuthority,
  folder: string,
  { now, onProgress, interruption }: ExportProgress & { readonly now: Date },
): Promise<ExportedAuthority> {
  const issuer = issuerId(authority);
  const own = "issuing" in authority;
  await makePrivateFolder(folder);
  await makePrivateFolder(join(folder, "newcerts"));
  await writePrivateFile(join(folder, "authority.pem"), encodePem("CERTIFICATE", own ? authority.issuing : authority.certificate));
  if (own) {
    const list = await revocationList(service, authority, now);
    await writePrivateFile(join(folder, "list.pem"), encodePem("X509 CRL", new Uint8Array(list.der)));
    await writePrivateFile(join(folder, "crlnumber"), `${normalSerialNumber((crlNumberOf(list) + 1n).toString(16))}\n`);
  }
  await using index = await open(join(folder, "index.txt"), "wx", 0o600);
  let [certificates, revoked] = [0, 0];
  for await (const page of readIssued(service.store, issuer)) {
    interruption.throwIfAborted();
    const rows = page.map(indexed);
    for (const [at, row] of page.entries()) {
      if (row.der.length === 0) continue;
      const pem = encodePem("CERTIFICATE", new Uint8Array(row.der));
      await writePrivateFile(join(folder, "newcerts", `${rows[at]?.serial ?? row.serial}.pem`), pem);
    }
    await writeRows(index, rows, now);
    certificates += rows.length;
    revoked += rows.filter(({ revocation }) => revocation !== undefined).length;
    onProgress(certificates);
  }
  const unknown = (await readUnknownRevocations(service.store, issuer)).map(
    ({ serial, revokedAt, revocationReason: reason }): IndexedCertificate => {
      return { serial, subject: "/", notAfter: undefined, revocation: { at: new Date(revokedAt), reason } };
    },
  );
  await writeRows(index, unknown, now);
  await index.sync();
  return { issuer, folder, certificates, revoked: revoked + unknown.length, list: own };
}

async function writeRows(index: FileHandle, rows: readonly IndexedCertificate[], now: Date): Promise<void> {
  await index.appendFile(rows.map((row) => `${indexRow(row, now)}\n`).join(""));
}

function indexed(row: CertificateRow): IndexedCertificate {
  const { serial, cn, tenant, der, notAfter, revokedAt, revocationReason } = row;
  const reason = revocationReason === "retired" || revocationReason === null ? "superseded" : revocationReason;
  return {
    serial,
    subject: formatOneLine(der.length === 0 ? encodeName({ cn, o: tenant }) : subjectIn(der)),
    notAfter: new Date(notAfter),
    revocation: revokedAt === null ? undefined : { at: new Date(revokedAt), reason },
  };
}
