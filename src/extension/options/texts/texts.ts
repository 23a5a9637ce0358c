import type { Texts as SharedTexts } from "../../../ui/texts/texts.ts";
import type { CertificateFileCode } from "../../certificate-file/certificate-file-error.ts";
import type { SiteField } from "../../sites/site-list.ts";

/** The texts of the options page, with the same keys in each language. */
export interface Texts extends SharedTexts {
  readonly title: string;
  readonly sites: string;
  readonly origin: Readonly<Record<"managed" | "built-in" | "added", string>>;
  readonly menu: string;
  readonly notGranted: string;
  readonly grant: string;
  readonly test: string;
  readonly remove: string;
  readonly named: (action: string, hostname: string) => string;
  readonly add: string;
  readonly url: string;
  readonly menuPath: string;
  readonly addButton: string;
  readonly mayNotAdd: string;
  readonly list: string;
  readonly exportButton: string;
  readonly importLabel: string;
  readonly testing: string;
  readonly notReported: string;
  readonly faults: string;
  readonly fault: (position: number, field: string | undefined, duplicate: boolean) => string;
  readonly invalidSetting: (name: string) => string;
  readonly policyMissing: string;
  readonly works: (cn: string, serial: string, date: string) => string;
  readonly added: (hostname: string) => string;
  readonly removed: (hostname: string) => string;
  /** Why a field of the form to add a site is invalid. */
  readonly invalid: Readonly<Record<SiteField, string>>;
  readonly there: string;
  readonly refused: (hostname: string) => string;
  readonly imported: (count: number) => string;
  readonly importMalformed: string;
  /** About certificate files, whose expiry is tracked. */
  readonly files: {
    readonly heading: string;
    readonly lead: string;
    readonly kept: string;
    readonly site: string;
    readonly drop: string;
    readonly choose: string;
    readonly password: (fileName: string) => string;
    readonly passwordKept: string;
    readonly read: string;
    readonly reading: string;
    readonly cancel: string;
    readonly tracked: (cn: string, date: string) => string;
    readonly expired: (cn: string, date: string) => string;
    readonly "long-expired": (cn: string, date: string) => string;
    readonly reported: (cn: string) => string;
    readonly notKept: string;
    readonly renew: string;
    readonly carryOn: string;
    readonly replace: string;
    readonly forget: string;
    readonly forgotten: (cn: string) => string;
    readonly named: (action: string, cn: string, hostname: string) => string;
    readonly errors: Readonly<Record<CertificateFileCode, string>>;
  };
}
