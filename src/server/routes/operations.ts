import type { Hono } from "hono";
import { inpageScript } from "./app/inpage-script.ts";
import { builtAsset } from "./built-page.ts";
import { currentRevocationList, revocationListOf } from "./certificate/crl.ts";
import { descriptionOf } from "./certificate/description.ts";
import { fetchFile, renewAtService } from "./certificate/field-clients.ts";
import { certificateStateByGet, certificateStates } from "./certificate/ocsp.ts";
import { reportStage } from "./certificate/stage.ts";
import { status } from "./certificate/status.ts";
import { endAccountSession, endAccountSessions, listAccountSessions } from "./console/account-sessions.ts";
import { changeAccountFacts, changeAccountState, invite, listAccounts } from "./console/accounts.ts";
import { board, countBoardExpiries, listBoardRenewals } from "./console/board.ts";
import { admitBearer } from "./console/caller.ts";
import { annotateCertificate, describeCertificate, listCertificates } from "./console/certificates.ts";
import { exportList } from "./console/exports.ts";
import { handOutP12, handOutZip, handOutZips, issuingAuthority, revealPassword } from "./console/hand-out.ts";
import { holderRules, writeHolderRules } from "./console/holder-rules.ts";
import { linkOwnIdentity, listOwnIdentities, removeOwnIdentity } from "./console/identities.ts";
import { acceptInvitation, showInvitation } from "./console/invitation.ts";
import { describeOneJob, forecastJob, jobResults, listJobs, startJob, stopJob } from "./console/jobs.ts";
import { issueCertificate, renewCertificate, revokeCertificate } from "./console/lifecycle.ts";
import { loginHistory } from "./console/logins.ts";
import { addNoticeAddress, listNoticeAddresses, removeNoticeAddress, testNoticeAddress } from "./console/notice-addresses.ts";
import { orderCertificates, previewOrderFile } from "./console/orders.ts";
import {
  changeOwnFacts,
  changeOwnPassword,
  endOtherSessions,
  endOwnSession,
  listOwnSessions,
  makeOwnRecoveryCodes,
  ownAccount,
} from "./console/own-account.ts";
import { addPasskey, beginPasskey, givePasskey, listOwnPasskeys, removeOwnPasskey, requestPasskey } from "./console/passkeys.ts";
import { cancelRecoveryCode, issueRecoveryCode, issueRecoveryCodes } from "./console/recovery-code.ts";
import { cancelAllRenewals, cancelRenewal, orderAllRenewals, orderRenewal } from "./console/renewal-orders.ts";
import { beginEnrolment, confirmEnrolment, secondFactor } from "./console/second-factor.ts";
import { closeSession, logIn, presentSession } from "./console/session.ts";
import { beginProviderLogIn, completeProviderLogIn, listProviders, logOutOfProvider } from "./console/single-sign-on.ts";
import { forecastTenantRules, tenantRules, writeTenantRules } from "./console/tenant-rules.ts";
import { notices, tenantInformation } from "./console/tenant.ts";
import { listTokens, makeToken, revokeToken } from "./console/tokens.ts";
import { trail, trailEnd, trailFile } from "./console/trail.ts";
import { addView, changeView, listViews, removeView } from "./console/views.ts";
import { isForAccounts, type Operation } from "./description/operation.ts";
import { caCertificates } from "./est/ca-certificates.ts";
import { csrAttributes } from "./est/csr-attributes.ts";
import { simpleEnrol } from "./est/enrol.ts";
import { serverKeyGeneration, simpleReenrol } from "./est/reenrol.ts";
import type { Environment, Surroundings } from "./http/environment.ts";
import type { ServedHost } from "./http/hosts.ts";
import { announceToTenants, listAllAnnouncements, withdrawAnnouncement } from "./operator/announcements.ts";
import { describeAnyCertificate, searchAllCertificates } from "./operator/certificates.ts";
import { changeDefaults, describeDefaults } from "./operator/defaults.ts";
import { listOperators, operatorLogins, wholeTrail } from "./operator/oversight.ts";
import { changeTenantRules, forecastAnyTenantRules } from "./operator/tenant-rules.ts";
import { closeOneTenant, describeOneTenant, listAllTenants, openOneTenant } from "./operator/tenants.ts";
import { page } from "./page.ts";
import { recoveryAddresses } from "./recovery/recovery-addresses.ts";

/**
 * Every operation of every host, except those that a web app adds to its own. Both the routes and the API description
 * are derived from this list.
 */
export const operations: readonly Operation[] = [
  renewAtService,
  fetchFile,
  status,
  reportStage,
  caCertificates,
  csrAttributes,
  simpleReenrol,
  serverKeyGeneration,
  simpleEnrol,
  currentRevocationList,
  revocationListOf,
  certificateStates,
  certificateStateByGet,
  recoveryAddresses,
  logIn,
  presentSession,
  closeSession,
  secondFactor,
  beginEnrolment,
  confirmEnrolment,
  requestPasskey,
  givePasskey,
  listOwnPasskeys,
  beginPasskey,
  addPasskey,
  removeOwnPasskey,
  listProviders,
  beginProviderLogIn,
  completeProviderLogIn,
  logOutOfProvider,
  listOwnIdentities,
  linkOwnIdentity,
  removeOwnIdentity,
  listAccounts,
  invite,
  changeAccountState,
  changeAccountFacts,
  listAccountSessions,
  endAccountSession,
  endAccountSessions,
  ownAccount,
  changeOwnFacts,
  changeOwnPassword,
  makeOwnRecoveryCodes,
  listOwnSessions,
  endOwnSession,
  endOtherSessions,
  showInvitation,
  acceptInvitation,
  loginHistory,
  trail,
  trailEnd,
  trailFile,
  listTokens,
  makeToken,
  revokeToken,
  page,
  builtAsset,
  inpageScript,
  listCertificates,
  describeCertificate,
  annotateCertificate,
  exportList,
  listViews,
  addView,
  changeView,
  removeView,
  issueCertificate,
  renewCertificate,
  revokeCertificate,
  issueRecoveryCode,
  issueRecoveryCodes,
  cancelRecoveryCode,
  orderRenewal,
  cancelRenewal,
  orderAllRenewals,
  cancelAllRenewals,
  revealPassword,
  handOutP12,
  handOutZip,
  handOutZips,
  issuingAuthority,
  forecastJob,
  startJob,
  listJobs,
  describeOneJob,
  stopJob,
  jobResults,
  previewOrderFile,
  orderCertificates,
  tenantInformation,
  holderRules,
  writeHolderRules,
  tenantRules,
  writeTenantRules,
  forecastTenantRules,
  listNoticeAddresses,
  addNoticeAddress,
  removeNoticeAddress,
  testNoticeAddress,
  notices,
  board,
  listBoardRenewals,
  countBoardExpiries,
  listAllTenants,
  describeOneTenant,
  closeOneTenant,
  openOneTenant,
  changeTenantRules,
  forecastAnyTenantRules,
  describeDefaults,
  changeDefaults,
  searchAllCertificates,
  describeAnyCertificate,
  listAllAnnouncements,
  announceToTenants,
  withdrawAnnouncement,
  wholeTrail,
  listOperators,
  operatorLogins,
  descriptionOf(() => operations),
];

/** Adds the operations of a host to its routes. */
export function addOperations(routes: Hono<Environment>, surroundings: Surroundings, host: ServedHost["role"]): void {
  for (const operation of operations.filter(({ hosts }) => hosts.includes(host))) {
    const { method, path, rest } = operation;
    // OpenAPI writes parameters in braces, Hono after a colon, and a pattern for slashes in braces after that.
    const route = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === rest ? `:${name}{.+}` : `:${name}`));
    const handle = operation.handler(surroundings, host);
    // No token reaches the system operators' site.
    if (!isForAccounts(operation) || host === "operator") routes.on(method, route, handle);
    else
      routes.on(method, route, async (c) => {
        await admitBearer(surroundings, c, operation.scopes);
        return await handle(c);
      });
  }
}
