import type { certificateStates } from "../../../protocol/console/certificates.ts";
import type { ChosenColumn } from "../../../protocol/console/exports.ts";

/** The languages of exported files. */
export type ExportLanguage = "ja" | "en";

interface Words {
  readonly columns: Readonly<Record<ChosenColumn, string>>;
  readonly states: Readonly<Record<(typeof certificateStates)[number], string>>;
  readonly calendar: (tenant: string) => string;
  readonly expiry: (cn: string) => string;
}

/** What exported files say. */
export const exportWords: Readonly<Record<ExportLanguage, Words>> = {
  ja: {
    columns: {
      state: "状態",
      kind: "種別",
      "not-after": "有効期限",
      "requested-at": "申請日",
      device: "端末",
      remark: "備考",
      serial: "シリアル番号",
    },
    states: { "applied-for": "申請中", "in-use": "利用中", renewed: "更新済", revoked: "失効", expired: "期限切れ" },
    calendar: (tenant) => `証明書の有効期限 (${tenant})`,
    expiry: (cn) => `${cn} の証明書の有効期限`,
  },
  en: {
    columns: {
      state: "State",
      kind: "Type",
      "not-after": "Valid until",
      "requested-at": "Applied for",
      device: "Device",
      remark: "Remark",
      serial: "Serial number",
    },
    states: { "applied-for": "applied for", "in-use": "in use", renewed: "renewed", revoked: "revoked", expired: "expired" },
    calendar: (tenant) => `Certificates' expiry (${tenant})`,
    expiry: (cn) => `The certificate of ${cn} expires`,
  },
};
