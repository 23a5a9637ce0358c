import type { CertificateNoteRow, CertificateRow } from "../../store/database/schema.ts";
import { byteOrderMark, csvLines } from "../csv.ts";
import type { TenantMoments } from "../tenant-moments.ts";
import { archiveName, type ArchiveOptions } from "./archive-files.ts";
import type { NamedFile } from "./named-file.ts";

/** A line of a manifest. */
export interface ManifestLine {
  readonly certificate: Pick<CertificateRow, "number" | "issuer" | "serial" | "tenant" | "cn" | "notAfter">;
  readonly notes: Pick<CertificateNoteRow, "remark" | "device"> | undefined;
  /** Whether its files are in the zip file, or else why not. */
  readonly files: "included" | "missing" | "in-use" | "revoked";
}

const heads = {
  ja: (zone: string) => ["フォルダ", "CN", "O", "シリアル番号", "発行者", `有効期限 (${zone})`, "備考", "端末", "ファイル"],
  en: (zone: string) => ["folder", "CN", "O", "serial number", "issuer", `expires (${zone})`, "remark", "device", "files"],
};

const words = {
  ja: {
    included: "あり",
    missing: "なし(秘密鍵は端末にあります)",
    "in-use": "なし(使用中のため、別の端末用に発行してください)",
    revoked: "なし(失効しています)",
  },
  en: {
    included: "included",
    missing: "none (the key is on the device)",
    "in-use": "none (in use; issue another one for another device)",
    revoked: "none (revoked)",
  },
};

/** The list of the certificates in a zip file, as CSV that spreadsheets open (RFC 4180). */
export function manifestFile(
  lines: readonly ManifestLine[],
  { zone, write }: TenantMoments,
  language: ArchiveOptions["language"],
): NamedFile {
  const rows = lines.map(({ certificate, notes, files }) => [
    files === "included" ? archiveName(certificate) : "",
    certificate.cn,
    certificate.tenant,
    certificate.serial,
    certificate.issuer,
    write(certificate.notAfter),
    notes?.remark ?? "",
    notes?.device ?? "",
    words[language][files],
  ]);
  const text = byteOrderMark + csvLines([heads[language](zone), ...rows]);
  return { name: "manifest.csv", content: new TextEncoder().encode(text) };
}
