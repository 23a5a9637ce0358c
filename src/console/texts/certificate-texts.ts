import type { RevocationReason } from "../../core/revocation-reason.ts";
import type { attentions, certificateColumns, CertificateDetail, certificateStates } from "../../protocol/console/certificates.ts";

type State = (typeof certificateStates)[number];
type Attention = (typeof attentions)[number];
type Column = (typeof certificateColumns)[number];

/** A confirmation: what will be done, and its button. */
interface ActionTexts {
  readonly heading: string;
  readonly submit: string;
}

/** The texts of 証明書管理. */
export interface CertificateTexts {
  readonly states: Readonly<Record<State, string>>;
  readonly list: {
    readonly heading: string;
    readonly search: string;
    readonly searchHint: string;
    readonly submit: string;
    readonly filters: {
      readonly state: string;
      readonly kind: string;
      readonly days: string;
      readonly any: string;
      readonly within: (days: number) => string;
      readonly attention: string;
      readonly attentions: Readonly<Record<Attention, string>>;
      readonly ended: string;
      readonly clear: string;
    };
    readonly issue: string;
    readonly issueMany: string;
    readonly download: string;
    readonly columns: Readonly<Record<Column, string>>;
    readonly sortBy: (column: string) => string;
    readonly select: (name: string) => string;
    readonly selectAll: string;
    readonly selected: (count: number) => string;
    readonly unselect: string;
    readonly selectFirst: string;
    readonly total: (count: number) => string;
    readonly range: (from: number, to: number, total: number) => string;
    readonly empty: string;
    readonly emptyHint: string;
    readonly noMatch: string;
    readonly noMatchHint: string;
    readonly keys: string;
  };
  readonly detail: {
    readonly heading: string;
    readonly cn: string;
    readonly o: string;
    readonly state: string;
    readonly kind: string;
    readonly password: string;
    readonly reveal: string;
    readonly hide: string;
    readonly copy: string;
    readonly copied: string;
    readonly copiedStays: string;
    readonly notCopied: string;
    readonly revealed: string;
    readonly requestedAt: string;
    readonly issuedAt: string;
    readonly notAfter: string;
    readonly authority: string;
    readonly authorityDownload: string;
    readonly remark: string;
    readonly device: string;
    readonly mail: string;
    readonly mailFromCertificate: string;
    /** What comes of the address. */
    readonly mails: Readonly<Record<CertificateDetail["holderMails"], string>>;
    readonly edit: string;
    readonly editedBy: (by: string, at: string) => string;
    readonly serial: string;
    readonly fileName: string;
    readonly revokedAt: string;
    readonly reason: string;
    readonly predecessor: string;
    readonly replacement: string;
    readonly stages: string;
    readonly trail: string;
    readonly stage: {
      readonly issuedAt: string;
      readonly fetchedAt: string;
      readonly passwordShownAt: string;
      readonly importedAt: string;
      readonly firstUsedAt: string;
    };
    readonly notYet: string;
    /** Of a step without a record, after which others were taken. */
    readonly unrecorded: string;
    readonly noFile: {
      readonly "on-device": string;
      readonly destroyed: string;
      readonly "in-use": string;
      readonly revoked: string;
    };
    readonly notRenewable: string;
    readonly back: string;
    readonly renew: string;
    readonly p12: string;
    readonly zip: string;
    readonly revoke: string;
    readonly again: string;
    readonly otherDevice: string;
    readonly print: string;
  };
  readonly presentations: {
    readonly heading: string;
    readonly none: string;
    readonly unknown: string;
    readonly columns: { readonly address: string; readonly host: string; readonly first: string; readonly last: string };
  };
  readonly renewal: {
    /** 「証明書を更新します。よろしいですか？」 */
    readonly question: string;
    readonly lead: (cn: string) => string;
    readonly leadExpired: (cn: string) => string;
    /** Of a replacement that the holder has begun. */
    readonly replaces: (issuedAt: string) => string;
    readonly submitReplacing: string;
    readonly done: (cn: string) => string;
  };
  readonly download: {
    readonly running: (megabytes: string) => string;
    readonly saved: (name: string) => string;
    readonly stop: string;
    readonly stopped: string;
  };
  readonly notes: ActionTexts & {
    readonly remarkHint: string;
    readonly deviceHint: string;
    readonly mailHint: string;
    readonly saved: string;
    readonly changed: (by: string, at: string) => string;
    readonly theirs: string;
  };
  readonly issue: ActionTexts & {
    /** The button, once it was told that there is a valid certificate. */
    readonly again: string;
    /** The link to that. */
    readonly existing: string;
    readonly cn: string;
    readonly cnHint: string;
    readonly lead: string;
    readonly done: (cn: string) => string;
  };
  readonly revocation: ActionTexts & {
    readonly lead: (cn: string) => string;
    /** How many are revoked. */
    readonly count: (count: number) => string;
    /** What a compromised key entails. */
    readonly sameKey: string;
    readonly reason: string;
    readonly reasons: Readonly<Record<RevocationReason, string>>;
    readonly predecessor: string;
    readonly replacement: string;
    readonly done: (count: number) => string;
    readonly stillValid: (count: number) => string;
  };
}
