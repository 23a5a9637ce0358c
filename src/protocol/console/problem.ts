import * as v from "valibot";
import { Problem, problemCodes, type ProblemCode } from "../problem.ts";

/** Every refusal of the administrators' API by its stable code, besides those of the certificate API. */
export const administrationCodes = [
  /**
   * Nobody is logged in, or the session has ended: after twelve hours, after an hour without use, or because the account was
   * disabled. Log in to the administrators' site again.
   */
  "not-logged-in",
  /**
   * The user name or the password is wrong; the service does not say which. Five wrong attempts lock the account out for a
   * minute, for the person with this certificate only.
   */
  "login-wrong",
  /**
   * Too many wrong attempts to log in: try again once the time in `Retry-After` has passed: a minute, or a day after twenty wrong
   * codes of the second factor.
   */
  "login-locked",
  /**
   * The password is right, but the certificate of the connection belongs to another organisation than the account. Restart the
   * browser, and choose a certificate of the account's organisation.
   */
  "login-other-tenant",
  /**
   * The second factor is needed: to complete the login, or once more before a password or a file with a key is handed out. Give
   * the six digits of your authenticator app, or use your passkey.
   */
  "second-factor-needed",
  /**
   * The code of the second factor is wrong, or was used already: each is valid once, for half a minute. Wait for the next one,
   * and check that the clock of the device with the authenticator app is right. A passkey must be one of this account, used on
   * this site within five minutes, and must verify its user by a PIN, a fingerprint or the like: try again.
   */
  "second-factor-wrong",
  /**
   * The passkey was not registered: it does not verify its user, is registered already, took more than five minutes, or the
   * account has twenty. Try again, with another device or security key; or remove one that is no longer used.
   */
  "passkey-not-accepted",
  /**
   * No account of the organisation whose certificate is presented is linked to this identity, or it is disabled. Log in with
   * your password, and link your identity on the page of your account.
   */
  "identity-not-linked",
  /**
   * What came back from the identity provider does not belong to a login that this browser has begun with this certificate: it
   * took more than ten minutes, was used already, was refused by the provider, or is not the provider's. Begin again.
   */
  "sign-in-not-valid",
  /**
   * The identity provider does not answer, or not as it should. Try again soon, or log in with your password; if it persists,
   * tell the service's operator, whose log has the reason.
   */
  "provider-unavailable",
  /** The identity is linked to another account of the organisation. Unlink it there first, or log in to the provider as somebody else. */
  "identity-taken",
  /** Without a password, the account could not be logged in to any more. Link another identity first. */
  "identity-last",
  /** Identities are linked by somebody who has logged in with their password. Log out, and log in with it. */
  "password-login-needed",
  /** An account keeps at least one second factor. Set up another one, and then remove this one. */
  "second-factor-last",
  /**
   * The account's role does not permit this: viewers only look, operators do everything but manage accounts. Ask an administrator
   * of your organisation.
   */
  "role-insufficient",
  /**
   * The password is shorter than 8 characters, is one that attackers try first, or consists of the user name or the organisation
   * alone. Choose another one; several words are easy to remember.
   */
  "password-unfit",
  /**
   * The link of an invitation has been used, has expired after seven days, or is for another organisation than the certificate of
   * the connection. Ask an administrator of your organisation for another one.
   */
  "invitation-not-valid",
  /** The organisation has an account with this name. Choose another one. */
  "account-exists",
  /** Nobody disables or resets their own account, so that an administrator always remains. Ask another administrator. */
  "account-own",
  /** The password that was given as the present one is wrong. After five wrong attempts, wait for a minute. */
  "password-wrong",
  /**
   * Nobody else could manage accounts: the account is the organisation's last administrator that can log in. Give somebody else
   * that role first.
   */
  "administrator-last",
  /** Somebody else has changed the same facts since they were read. Read them again, and decide what to keep. */
  "changed-meanwhile",
  /**
   * The search finds other certificates than when they were selected. Nothing has been done. Look at the list again, and select
   * again.
   */
  "selection-changed",
  /** The account has saved a view under this name. Choose another name, or change that one. */
  "view-exists",
  /** The account has saved fifty views. Remove one that is not needed any more. */
  "views-exceeded",
  /**
   * The service does not have the private key: it was made on the holder's device, or has been destroyed as the organisation's
   * rules say. There is neither a file nor a password; renew the certificate, or issue another one.
   */
  "file-not-kept",
  /**
   * In the organisation, each device has a certificate of its own: the file and the password of one that is in use are not handed
   * out any more, nor is a file for another device. Issue another certificate with the same CN for that device.
   */
  "other-device-refused",
  /**
   * This service issues no certificate with this CN: it is not of the form of any kind, or the authority does not permit it. Use
   * lower-case letters followed by a number, such as client28.
   */
  "cn-not-allowed",
  /**
   * The holder with this CN has a valid certificate. Renew or hand out that one; or say that this is one more, for another
   * device.
   */
  "holder-has-certificate",
  /**
   * A valid certificate is noted to be for this device. Hand out or renew that one; or say that this is one more for the device.
   */
  "device-has-certificate",
  /**
   * At least one of the ordered certificates has a fault that a preview of the file names, or would be one more for its holder or
   * its device. Nothing has been started. Look at the preview again.
   */
  "orders-not-accepted",
  /**
   * The token is mistyped, has expired, has been revoked, or is another organisation's than the certificate of the connection;
   * one is also revoked when its account is disabled, is reset, or loses its role. Make another one on the administrators' site.
   */
  "token-not-valid",
  /**
   * The token lacks a scope that the operation needs, which `WWW-Authenticate` names; or the operation is for people only. Make
   * a token with these scopes.
   */
  "token-scope-insufficient",
  /**
   * The request has a token as well as a session's cookie, so that it is not clear who asks. Programs send the token alone.
   */
  "token-beside-session",
  /** An organisation has at most a hundred valid tokens. Revoke those that no program uses any more. */
  "tokens-exceeded",
  /**
   * The organisation has as many unfinished jobs as are worked on at once. Wait until one is finished, or stop one.
   */
  "jobs-exceeded",
  /**
   * The organisation is fetching as many files of several certificates as are handed out to it at once, or everybody together is.
   * Wait until one has arrived, then try again.
   */
  "downloads-exceeded",
  /**
   * Recovery codes are made for at most 500 certificates at once, because they are shown once, and are handed over one by one.
   * Select fewer.
   */
  "codes-exceeded",
  /**
   * The service's operators have ordered the renewal of the certificate, or of one of several, for a reason that does not wait,
   * such as a stolen key. Their order remains: renew the certificate now, or ask them.
   */
  "order-of-operators",
  /** The service's operators have reserved this rule, or the notice addresses, for themselves. Ask them to change it. */
  "rule-fixed",
  /**
   * A rule is outside of the bounds that the service's operators have set, or there is no such time zone or product. Choose a
   * value within the bounds, which are shown beside the rule.
   */
  "rule-out-of-bounds",
  /** An organisation has at most twenty notice addresses. Remove one that is not needed any more. */
  "notice-addresses-exceeded",
  /**
   * A test message was sent to this address within the last minute, or ten within the last hour to the organisation's addresses.
   * Look into the mailbox first, also among unwanted mail, and try again later.
   */
  "test-messages-exceeded",
  /**
   * Within an hour, an account has at most 30 mails sent by what it does on the site (invitations, resets, other mail addresses,
   * test messages, and what it is told of its own changes), and all accounts of an organisation together at most 120. Nothing was
   * done. Try again once the time in `Retry-After` has passed.
   */
  "mails-exceeded",
  /**
   * The certificate of the connection is not that of a system operator: this host is for those who run the service. Choose the
   * certificate that your account names, or open the administrators' site of your organisation.
   */
  "not-system-operator",
  /**
   * The tenant of one's own certificate cannot be closed at the system operators' site, because that would end one's own access.
   * Close it by the command line, or with a certificate of another tenant.
   */
  "tenant-own",
] as const;

/** The stable code of any refusal: of the certificate API, or of the administrators' API. */
export type RefusalCode = ProblemCode | (typeof administrationCodes)[number];

/** All of them. */
export const refusalCodes: readonly RefusalCode[] = [...problemCodes, ...administrationCodes];

/** A refusal of the administrators' API, as RFC 9457 `application/problem+json`. */
export const AdministrationProblem = v.object({ ...Problem.entries, code: v.picklist(refusalCodes) });
export type AdministrationProblem = v.InferOutput<typeof AdministrationProblem>;
