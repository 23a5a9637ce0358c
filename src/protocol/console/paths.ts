/** The paths of the administrators' API, on the administrators' host; parameters are in braces. */
export const consolePaths = {
  session: "/api/session",
  /** The second factor, at login and once more before secrets are shown. */
  secondFactor: "/api/session/second-factor",
  /** `POST` begins to set one up. */
  enrolment: "/api/session/enrolment",
  /** Its first code completes that. */
  confirmation: "/api/session/enrolment/confirmation",
  notices: "/api/notices",
  tenant: "/api/tenant",
  certificates: "/api/certificates",
  certificate: "/api/certificates/{issuer}/{serial}",
  notes: "/api/certificates/{issuer}/{serial}/notes",
  renewal: "/api/certificates/{issuer}/{serial}/renewal",
  revocation: "/api/certificates/{issuer}/{serial}/revocation",
  password: "/api/certificates/{issuer}/{serial}/password",
  /** The .p12 file. */
  file: "/api/certificates/{issuer}/{serial}/file",
  /** The zip file, with the password in it. */
  archive: "/api/certificates/{issuer}/{serial}/archive",
  /** The certificates of several, as one zip file: `?certificate=issuer-serial`, repeated. */
  archives: "/api/archive",
  /** The certificate of the issuing authority, PEM. */
  authority: "/api/certificates/{issuer}/{serial}/authority",
  accounts: "/api/accounts",
  accountState: "/api/accounts/{name}/state",
  invitation: "/api/invitation",
  logins: "/api/logins",
} as const;
