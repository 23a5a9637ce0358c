import type { certificateStates } from "../../../protocol/console/certificates.ts";
import type { ChosenColumn } from "../../../protocol/console/exports.ts";
import type { RenewalStage } from "../../../protocol/console/stages.ts";

/** The languages of exported files. */
export type ExportLanguage = "ja" | "en";

interface Words {
  readonly columns: Readonly<Record<ChosenColumn, string>>;
  readonly states: Readonly<Record<(typeof certificateStates)[number], string>>;
  readonly stages: Readonly<Record<RenewalStage, string>>;
  readonly calendar: (tenant: string) => string;
  readonly expiry: (cn: string) => string;
}

/** What exported files say. */
export const exportWords: Readonly<Record<ExportLanguage, Words>> = {
  ja: {
    columns: {
      state: "状態",
      stage: "更新の段階",
      kind: "種別",
      "not-after": "有効期限",
      "requested-at": "申請日",
      device: "端末",
      remark: "備考",
      serial: "シリアル番号",
    },
    states: { "applied-for": "申請中", "in-use": "利用中", renewed: "更新済", revoked: "失効", expired: "期限切れ" },
    stages: {
      due: "更新の時期",
      issued: "発行済",
      fetched: "受け取り済",
      "password-shown": "パスワード表示済",
      imported: "インポート済",
      "first-used": "利用開始・前の証明書が残る",
      "predecessor-retired": "更新完了",
    },
    calendar: (tenant) => `証明書の有効期限 (${tenant})`,
    expiry: (cn) => `${cn} の証明書の有効期限`,
  },
  en: {
    columns: {
      state: "State",
      stage: "Renewal",
      kind: "Type",
      "not-after": "Valid until",
      "requested-at": "Applied for",
      device: "Device",
      remark: "Remark",
      serial: "Serial number",
    },
    states: { "applied-for": "applied for", "in-use": "in use", renewed: "renewed", revoked: "revoked", expired: "expired" },
    stages: {
      due: "Due",
      issued: "Issued",
      fetched: "Fetched",
      "password-shown": "Password shown",
      imported: "Imported",
      "first-used": "Used, old one not retired",
      "predecessor-retired": "Completed",
    },
    calendar: (tenant) => `Certificates' expiry (${tenant})`,
    expiry: (cn) => `The certificate of ${cn} expires`,
  },
};
