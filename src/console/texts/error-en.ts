import { certificateRefusalsEn } from "../../protocol/console/certificate-refusals-en.ts";
import { textsEn as sharedEn } from "../../ui/texts/en.ts";
import type { Texts } from "./texts.ts";

/** What happened and what to do, in English, for an administrator: the shared sentences tell a holder to ask one. */
export const errorEn: Texts["errors"] = {
  ...sharedEn.errors,
  ...certificateRefusalsEn,
  "not-logged-in": "You are not logged in, or your login has expired. Log in again.",
  "login-wrong": "The user name or the password is wrong. Check capitals and small letters, and enter them again.",
  "login-locked": "There were too many failed attempts. Wait a minute (a day after twenty wrong codes), then try again.",
  "login-other-tenant":
    "The certificate of this connection belongs to another tenant than the account. Restart the browser, and choose a certificate of the account's tenant.",
  "second-factor-needed": "Confirm that it is you: enter the six digits of your authenticator app, or use your passkey.",
  "second-factor-wrong":
    "The code is wrong, or has been used. Wait for the next one and enter that. If it is refused too, check the clock of the device with the app. If you used a passkey, check that it is one of this account's, and try again.",
  "passkey-not-accepted":
    "The passkey was not registered: the device has one already, cannot verify that it is you (by a PIN, a fingerprint or your face), took too long, or there are twenty. Try again, or use another device.",
  "passkey-declined": "The passkey was not used. Try again; if this device has none of this account, use a code.",
  "identity-not-linked":
    "No account of this certificate's tenant is linked to that identity, or it is disabled. Log in with your password, and link it under Your account.",
  "sign-in-not-valid": "The login there did not complete. Begin again.",
  "provider-unavailable": "The other login service does not answer. Try again in a moment, or log in with your password.",
  "identity-taken": "That identity is linked to another account of your tenant. Unlink it there first.",
  "identity-last": "Your account has no password, so nobody could log in to it any more. Link another identity first.",
  "password-login-needed": "To link an identity, log out, and log in with your password.",
  "second-factor-last": "The last one cannot be removed. Set up another passkey or an authenticator app first.",
  "role-insufficient": "Your role does not permit this. Ask an administrator of your tenant.",
  "password-unfit":
    "This password cannot be used: it is too short, easy to guess because many people use it, or made of the user name alone. Choose another one, of at least 8 characters.",
  "invitation-not-valid":
    "This link has been used, has expired, or is for another organisation than the certificate of this connection. Ask an administrator of your organisation for another one.",
  "account-exists": "There is a user with this name. Choose another one.",
  "password-wrong": "Your present password is wrong. Type it again. After five wrong attempts, wait for a minute.",
  "administrator-last": "There would be no administrator who can log in. Give somebody else that role first.",
  "account-own": "Nobody can disable or reset their own account. Ask another administrator.",
  "changed-meanwhile": "Somebody else made a change first. Look at what they wrote, then save again.",
  "selection-changed":
    "The number of certificates that match has changed since you selected them, so nothing was done. Look at the list, and select again.",
  "other-device-refused":
    "Your organisation has one certificate for each device. Issue another certificate with the same CN for this device.",
  "view-exists": "You have a view with this name. Choose another name, or overwrite that view.",
  "views-exceeded": "You have saved fifty views. Remove one that you do not need.",
  "file-not-kept":
    "This service does not have the private key, so there is neither a file nor a password. Renew the certificate, or issue a new one.",
  "orders-not-accepted": "A row cannot be issued, or would be a second one. Nothing has been issued. Check the rows again.",
  "token-not-valid": "The token of the program has expired or been revoked. Create another one.",
  "token-scope-insufficient": "A token does not permit this. Log in again.",
  "token-beside-session": "The request came with a token and a login. Reload the page.",
  "tokens-exceeded": "There are a hundred valid tokens. Revoke those that no program uses any more.",
  "codes-exceeded": "Recovery codes are made for at most 500 certificates at once. Select fewer.",
  "downloads-exceeded": "Several downloads are running. Wait until one is finished.",
  "jobs-exceeded": "Your organisation has too many unfinished jobs. Wait until one is finished, or stop one under Jobs.",
  "request-malformed": "Your entries were not accepted. Check them, and try again.",
  "body-too-large": "Your entry is too long. Shorten it, and try again.",
  "cross-site": "Other sites may not do this. Open the administrators' site again.",
  "rule-fixed": "Only the service's operators change this. Ask them.",
  "rule-out-of-bounds": "A rule is outside of its bounds. Choose a value within them.",
  "notice-addresses-exceeded": "There are twenty notice addresses. Remove one that is not needed.",
  "test-messages-exceeded":
    "Test messages cannot be sent one after the other. Look into the mailbox, also among unwanted mail, and try again later.",
  "mails-exceeded": "Too many mails were sent from here within an hour, so nothing was done. Wait up to an hour, then try again.",
  "not-system-operator": "This certificate is not a system operator's. Restart the browser and choose yours.",
  "tenant-own": "Your own certificate is one of this tenant's. Close it by the command line.",
  "tenant-renewals-exceeded": "Your tenant has renewed too many certificates. Wait about an hour, then try again.",
  unreachable: "The server could not be reached. Check the network, then try again.",
  "answer-malformed":
    "The service's response could not be read. Reload the page; if the problem persists, contact the operator of the service.",
};
