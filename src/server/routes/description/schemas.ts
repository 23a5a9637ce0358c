import { toJsonSchema } from "@valibot/to-json-schema";
import {
  AcceptedInvitation,
  InvitedAccount,
  ShownInvitation,
  AccountChange,
  AccountFacts,
  AccountChanged,
  AccountList,
  Invitation,
  Invitee,
  LoginHistory,
} from "../../../protocol/console/accounts.ts";
import { Board, Expiries, RenewalList } from "../../../protocol/console/board.ts";
import {
  CertificateDetail,
  CertificateList,
  CertificateNotes,
  CertificateOrder,
  IssuedIdentity,
  RevealedPassword,
  RevocationOrder,
  RevocationResult,
} from "../../../protocol/console/certificates.ts";
import { ExportOrder } from "../../../protocol/console/exports.ts";
import { HolderRules, PresentHolderRules } from "../../../protocol/console/holder-rules.ts";
import { ForecastOrder, Job, JobDetail, JobForecast, JobList, JobOrder } from "../../../protocol/console/jobs.ts";
import { NewNoticeAddress, NoticeAddressList, TestMessage } from "../../../protocol/console/notice-addresses.ts";
import {
  Announced,
  AnnouncementList,
  AnnouncementOrder,
  BeginningRules,
  FoundAcross,
  OperatorList,
  PolicyDefaults,
  SheetForOperators,
  TenantClosing,
  TenantForOperators,
  TenantList,
  TenantOpening,
  TenantRulesOrder,
  TenantStateChanged,
  WholeTrailPage,
} from "../../../protocol/console/operators.ts";
import { OrderPreview, Orders } from "../../../protocol/console/orders.ts";
import { FreshRecoveryCodes, OwnAccount, OwnFacts, PasswordChange, SessionList } from "../../../protocol/console/own-account.ts";
import { NewPasskey, PasskeyAssertion, PasskeyCreation, PasskeyList, PasskeyRequest } from "../../../protocol/console/passkeys.ts";
import { AdministrationProblem } from "../../../protocol/console/problem.ts";
import { CancelledRecoveryCode, IssuedRecoveryCode } from "../../../protocol/console/recovery-code.ts";
import { IssuedRecoveryCodes, RecoveryCodeOrder } from "../../../protocol/console/recovery-codes.ts";
import { RenewalOrder, RenewalOrderResult } from "../../../protocol/console/renewal-orders.ts";
import { ArchiveOrder } from "../../../protocol/console/selection.ts";
import { Enrolment, Login, RecoveryCodes, SecondFactor, Session } from "../../../protocol/console/session.ts";
import {
  IdentityList,
  NamedProvider,
  ProviderList,
  ProviderLogOut,
  SignIn,
  SignInBegun,
} from "../../../protocol/console/single-sign-on.ts";
import { PresentTenantRules, RulesForecast, TenantRules } from "../../../protocol/console/tenant-rules.ts";
import { Notices, TenantInformation } from "../../../protocol/console/tenant.ts";
import { MadeToken, TokenList, TokenOrder } from "../../../protocol/console/tokens.ts";
import { TrailEnd, TrailPage } from "../../../protocol/console/trail.ts";
import { SavedView, ViewList, ViewOrder } from "../../../protocol/console/views.ts";
import { FileOffer } from "../../../protocol/file-offer.ts";
import { Problem } from "../../../protocol/problem.ts";
import { RecoveryAddresses } from "../../../protocol/recovery.ts";
import { StageReport } from "../../../protocol/stage.ts";
import { Status } from "../../../protocol/status.ts";
import type { Described } from "./operation.ts";

/** The decoders of the protocol that the description refers to, by name. */
const decoders = {
  ...{ AdministrationProblem, FileOffer, Problem, RecoveryAddresses, StageReport, Status },
  ...{
    AcceptedInvitation,
    InvitedAccount,
    ShownInvitation,
    AccountChange,
    AccountChanged,
    AccountList,
    Invitation,
    Invitee,
    LoginHistory,
  },
  ...{ TrailEnd, TrailPage },
  ...{ AccountFacts, FreshRecoveryCodes, OwnAccount, OwnFacts, PasswordChange, SessionList },
  ...{ Enrolment, Login, RecoveryCodes, SecondFactor, Session },
  ...{ IdentityList, NamedProvider, ProviderList, ProviderLogOut, SignIn, SignInBegun },
  ...{ NewPasskey, PasskeyAssertion, PasskeyCreation, PasskeyList, PasskeyRequest },
  ...{ MadeToken, TokenList, TokenOrder },
  ...{ CertificateDetail, CertificateList, CertificateNotes, CertificateOrder, IssuedIdentity },
  ...{ ForecastOrder, Job, JobDetail, JobForecast, JobList, JobOrder },
  ...{ OrderPreview, Orders },
  ...{ CancelledRecoveryCode, IssuedRecoveryCode, IssuedRecoveryCodes, RecoveryCodeOrder, RenewalOrder, RenewalOrderResult },
  ...{ ExportOrder, SavedView, ViewList, ViewOrder },
  ...{ ArchiveOrder, RevealedPassword, RevocationOrder, RevocationResult, Notices, TenantInformation },
  ...{ HolderRules, PresentHolderRules, PresentTenantRules, RulesForecast, TenantRules },
  ...{ NewNoticeAddress, NoticeAddressList, TestMessage },
  ...{ Board, Expiries, RenewalList },
  ...{
    Announced,
    AnnouncementList,
    AnnouncementOrder,
    BeginningRules,
    FoundAcross,
    OperatorList,
    PolicyDefaults,
    SheetForOperators,
  },
  ...{ TenantClosing, TenantForOperators, TenantList, TenantOpening, TenantRulesOrder, TenantStateChanged, WholeTrailPage },
};

/** Actions that JSON Schema cannot express: the service trims what people type. */
const ignoreActions = ["trim"];

/** The decoders as JSON Schema (2020-12). */
export const schemas: Described = Object.fromEntries(
  Object.entries(decoders).map(([name, decoder]) => {
    const schema = Object.entries(toJsonSchema(decoder, { target: "draft-2020-12", ignoreActions }));
    // The default dialect of OpenAPI 3.1.
    return [name, Object.fromEntries(schema.filter(([keyword]) => keyword !== "$schema"))];
  }),
);

/** Refers to a decoder's schema. */
export function schemaOf(name: keyof typeof decoders): Described {
  return { $ref: `#/components/schemas/${name}` };
}

/** DER in base64, with or without line breaks (RFC 8951, section 3.1). */
export const base64: Described = { type: "string", contentEncoding: "base64", pattern: "^[A-Za-z0-9+/=\\s]+$" };

/** Raw octets. */
export const octets: Described = { type: "string", contentMediaType: "application/octet-stream" };

/** Text for people. */
export const text: Described = { type: "string" };
