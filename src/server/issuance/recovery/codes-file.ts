import type { HeldRecoveryCode } from "../../../protocol/console/recovery-codes.ts";
import { byteOrderMark, csvLines } from "../csv.ts";

const heads = {
  ja: ["CN", "端末", "備考", "再発行コード", "有効期限", "入力する場所", "発行できない理由", "説明"],
  en: ["CN", "device", "remark", "recovery code", "valid until", "where to enter it", "reason without a code", "explanation"],
};

interface CodesFile {
  readonly holders: readonly HeldRecoveryCode[];
  readonly expiresAt: Date;
  readonly address: string | null;
}

/** Recovery codes as CSV that spreadsheets open. */
export function codesFile({ holders, expiresAt, address }: CodesFile, language: "ja" | "en"): string {
  const rows = holders.map(({ cn, device, remark, code, refusal }) => {
    const [until, where] = code === null ? ["", ""] : [expiresAt.toISOString(), address ?? ""];
    return [cn, device, remark, code ?? "", until, where, refusal?.code ?? "", refusal?.detail ?? ""];
  });
  return byteOrderMark + csvLines([heads[language], ...rows]);
}
