/** The paths of the administrators' API, on the administrators' host; parameters are in braces. */
export const consolePaths = {
  session: "/api/session",
  /** The second factor, at login and once more before secrets are shown. */
  secondFactor: "/api/session/second-factor",
  /** `POST` begins to set one up. */
  enrolment: "/api/session/enrolment",
  /** Its first code completes that. */
  confirmation: "/api/session/enrolment/confirmation",
  /** `POST` asks for the signature of a passkey. */
  passkeyRequest: "/api/session/passkey/request",
  /** `POST` gives that signature as the second factor. */
  passkeyAssertion: "/api/session/passkey",
  /** One's own passkeys; `POST` adds one. */
  passkeys: "/api/passkeys",
  /** `POST` begins to add one. */
  passkeyCreation: "/api/passkey-creation",
  passkey: "/api/passkeys/{passkey}",
  /** `GET`: the identity providers; `POST` begins a login at one. */
  signIn: "/api/sign-in",
  /** `POST` says where to log out of a provider, too. */
  providerLogOut: "/api/sign-in/log-out",
  /** Where a provider sends the browser back; not in the API, because other sites send it there. */
  signedIn: "/signed-in",
  /** The identities that are linked to one's own account; `POST` begins to link one. */
  identities: "/api/identities",
  identity: "/api/identities/{identity}",
  notices: "/api/notices",
  tenant: "/api/tenant",
  /** What applies to the holders of the organisation's certificates. */
  holderRules: "/api/tenant/holders",
  /** What the organisation decides about its certificates. */
  tenantRules: "/api/tenant/rules",
  /** `POST` says what other rules would do. */
  rulesForecast: "/api/tenant/rules-forecast",
  /** Where notices are sent; `POST` adds a mail address. */
  noticeAddresses: "/api/tenant/notice-addresses",
  noticeAddress: "/api/tenant/notice-addresses/{address}",
  /** `POST`, without a body, sends a test message there. */
  noticeTest: "/api/tenant/notice-addresses/{address}/test",
  certificates: "/api/certificates",
  certificate: "/api/certificates/{issuer}/{serial}",
  notes: "/api/certificates/{issuer}/{serial}/notes",
  renewal: "/api/certificates/{issuer}/{serial}/renewal",
  revocation: "/api/certificates/{issuer}/{serial}/revocation",
  password: "/api/certificates/{issuer}/{serial}/password",
  /** `POST`, without a body, hands out the .p12 file; its name is in `Content-Disposition`, as for those below. */
  file: "/api/certificates/{issuer}/{serial}/file",
  /** `POST`, without a body, hands out the zip file, with the password in it. */
  archive: "/api/certificates/{issuer}/{serial}/archive",
  /** `POST` hands out those of several, as one zip file; thousands of them do not fit into an address. */
  archives: "/api/archive",
  /** `POST` exports several as a table or a calendar. */
  exports: "/api/export",
  /** Saved lists; `POST` saves one. */
  views: "/api/views",
  view: "/api/views/{view}",
  /** `GET`: the certificate of the issuing authority, PEM. */
  authority: "/api/certificates/{issuer}/{serial}/authority",
  /** `GET`: 更新状況. */
  board: "/api/board",
  boardRenewals: "/api/board/renewals",
  boardExpiries: "/api/board/expiries",
  jobs: "/api/jobs",
  /** `POST` says what a file with orders would have issued; another `POST` issues that. */
  orderPreview: "/api/order-preview",
  orders: "/api/orders",
  /** `POST` says what a job would do. */
  forecast: "/api/job-forecast",
  job: "/api/jobs/{job}",
  /** `POST` stops it. */
  stop: "/api/jobs/{job}/stop",
  /** `GET`: what came of each row, as CSV. */
  results: "/api/jobs/{job}/results",
  /** `POST` issues a code for the holder, `DELETE` cancels it. */
  recoveryCode: "/api/certificates/{issuer}/{serial}/recovery-code",
  /** `POST` issues codes for the holders of several. */
  recoveryCodes: "/api/recovery-codes",
  /** `POST` orders the renewal of one before it is due, `DELETE` cancels the order. */
  renewalOrder: "/api/certificates/{issuer}/{serial}/renewal-order",
  /** The same for all of them. */
  tenantRenewalOrder: "/api/tenant/renewal-order",
  accounts: "/api/accounts",
  account: "/api/accounts/{name}",
  accountState: "/api/accounts/{name}/state",
  /** `DELETE` ends all of them. */
  accountSessions: "/api/accounts/{name}/sessions",
  accountSession: "/api/accounts/{name}/sessions/{session}",
  ownAccount: "/api/own-account",
  ownPassword: "/api/own-account/password",
  /** `POST` makes new ones. */
  ownRecoveryCodes: "/api/own-account/recovery-codes",
  /** `DELETE` ends all but the one that asks. */
  ownSessions: "/api/own-account/sessions",
  ownSession: "/api/own-account/sessions/{session}",
  invitation: "/api/invitation",
  /** `POST` says whom it invites. */
  invitedAccount: "/api/invitation/account",
  logins: "/api/logins",
  trail: "/api/trail",
  /** `GET`: where the trail ends, and up to where the service vouches for it. */
  trailEnd: "/api/trail/end",
  /** `GET` streams all entries that match, as a file. */
  trailFile: "/api/trail/file",
  /** Of programs. */
  tokens: "/api/tokens",
  token: "/api/tokens/{id}",
} as const;

/** The address at which an invited person chooses a password: the token is in the fragment, which no log contains. */
export function invitationLink(origin: string, token: string): string {
  return `${origin}/#/invitation/${token}`;
}
