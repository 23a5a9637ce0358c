import type { AdministrationErrorCode } from "../../client/console/administration-error.ts";
import type { SiteRole } from "../../protocol/console/session.ts";
import type { Language } from "../../ui/language.ts";
import type { Texts as SharedTexts } from "../../ui/texts/texts.ts";
import type { AccountTexts } from "./account-texts.ts";
import type { CertificateTexts } from "./certificate-texts.ts";
import type { FindingTexts } from "./finding-texts.ts";
import type { HelpTexts } from "./help-texts.ts";
import type { LoginTexts } from "./login-texts.ts";
import type { OwnAccountTexts } from "./own-account-texts.ts";
import type { TokenTexts } from "./token-texts.ts";

/** The texts of the administrators' site, with the same keys in each language. */
export interface Texts
  extends
    LoginTexts,
    OwnAccountTexts,
    CertificateTexts,
    AccountTexts,
    TokenTexts,
    HelpTexts,
    FindingTexts,
    Pick<SharedTexts, "left"> {
  readonly language: Language;
  readonly title: string;
  readonly otherLanguage: string;
  readonly tabs: {
    readonly label: string;
    readonly top: string;
    readonly tenant: string;
    readonly certificates: string;
    readonly accounts: string;
    readonly logins: string;
    readonly board: string;
    readonly jobs: string;
    readonly trail: string;
  };
  readonly roles: Readonly<Record<SiteRole, string>>;
  readonly loading: string;
  readonly failed: string;
  readonly retry: string;
  readonly reload: string;
  readonly ok: string;
  readonly cancel: string;
  readonly close: string;
  readonly none: string;
  readonly unknownPage: { readonly heading: string; readonly lead: string; readonly back: string };
  readonly readOnly: string;
  /** What happened and what to do. */
  readonly errors: Readonly<Record<AdministrationErrorCode, string>>;
  readonly pager: {
    readonly label: string;
    readonly labelBelow: string;
    readonly first: string;
    readonly previous: string;
    readonly next: string;
    readonly last: string;
    readonly page: (page: number, pages: number) => string;
  };
  readonly top: {
    readonly system: string;
    readonly nothing: string;
    readonly notices: Readonly<Record<"expires" | "expired" | "stuck", (count: number) => string>>;
    /** Opens the renewal of the certificate with which the site is looked at, once it was closed. */
    readonly ownRenewal: string;
    readonly announcements: string;
    /** Who announces. */
    readonly announcer: string;
    readonly noAnnouncements: string;
  };
  readonly tenant: {
    readonly name: string;
    readonly product: string;
    readonly createdAt: string;
    readonly closedAt: string;
    readonly counts: string;
  };
}
