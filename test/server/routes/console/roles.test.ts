import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { roles, type Role } from "../../../../src/protocol/console/session.ts";
import { openSession } from "../../../../src/server/accounts/sessions/sessions.ts";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { isForAccounts } from "../../../../src/server/routes/description/operation.ts";
import { operations } from "../../../../src/server/routes/operations.ts";
import type { AccountRow, SessionRow } from "../../../../src/server/store/database/schema.ts";
import { transact } from "../../../../src/server/store/transact.ts";
import { administrationUses, type Use, type Uses } from "../../../support/administration-uses.ts";
import { administratorOf } from "../../../support/administrator.ts";
import { refusalOf } from "../../../support/enrolment.ts";
import { createLightAccount } from "../../../support/light-account.ts";
import { startService, type Holder, type ThrowawayService } from "../../../support/throwaway-service.ts";
import { send } from "../../../support/tls-client.ts";

let world: ThrowawayService;
let holder: Holder;
let uses: Uses;
beforeAll(async () => {
  world = await startService();
  holder = await world.issue("client1", 50);
  uses = administrationUses(world, { holder, administrator: await administratorOf(world, { account: "kasahara" }) });
});
afterAll(() => world[Symbol.asyncDispose]());

/** The role that each operation of an administrator needs at least. */
const leastRoles: Readonly<Record<string, Role>> = {
  listOwnIdentities: "viewer",
  linkOwnIdentity: "viewer",
  removeOwnIdentity: "viewer",
  listOwnPasskeys: "viewer",
  removeOwnPasskey: "viewer",
  listAccounts: "viewer",
  invite: "administrator",
  changeAccountState: "administrator",
  changeAccountFacts: "administrator",
  listAccountSessions: "administrator",
  endAccountSession: "administrator",
  endAccountSessions: "administrator",
  ownAccount: "viewer",
  changeOwnFacts: "viewer",
  changeOwnPassword: "viewer",
  makeOwnRecoveryCodes: "viewer",
  listOwnSessions: "viewer",
  endOwnSession: "viewer",
  endOtherSessions: "viewer",
  loginHistory: "viewer",
  trail: "administrator",
  trailEnd: "administrator",
  trailFile: "administrator",
  listTokens: "administrator",
  makeToken: "administrator",
  revokeToken: "administrator",
  listCertificates: "viewer",
  describeCertificate: "viewer",
  exportList: "viewer",
  listViews: "viewer",
  addView: "viewer",
  changeView: "viewer",
  removeView: "viewer",
  annotateCertificate: "operator",
  issueCertificate: "operator",
  renewCertificate: "operator",
  revokeCertificate: "operator",
  issueRecoveryCode: "operator",
  issueRecoveryCodes: "operator",
  cancelRecoveryCode: "operator",
  orderRenewal: "operator",
  cancelRenewal: "operator",
  orderAllRenewals: "operator",
  cancelAllRenewals: "operator",
  revealPassword: "operator",
  handOutP12: "operator",
  handOutZip: "operator",
  handOutZips: "operator",
  issuingAuthority: "viewer",
  board: "viewer",
  listBoardRenewals: "viewer",
  countBoardExpiries: "viewer",
  forecastJob: "viewer",
  startJob: "operator",
  listJobs: "viewer",
  describeJob: "viewer",
  stopJob: "operator",
  jobResults: "viewer",
  previewOrders: "viewer",
  orderCertificates: "operator",
  tenantInformation: "viewer",
  holderRules: "viewer",
  writeHolderRules: "administrator",
  tenantRules: "viewer",
  writeTenantRules: "administrator",
  forecastTenantRules: "viewer",
  listNoticeAddresses: "viewer",
  addNoticeAddress: "administrator",
  removeNoticeAddress: "administrator",
  testNoticeAddress: "administrator",
  notices: "viewer",
};

/** Operations that hand out secrets, and need the second factor once more. */
const handingOut: readonly string[] = [
  "removeOwnPasskey",
  "changeOwnFacts",
  "changeOwnPassword",
  "makeOwnRecoveryCodes",
  "invite",
  "makeToken",
  "issueRecoveryCode",
  "issueRecoveryCodes",
  "linkOwnIdentity",
  "removeOwnIdentity",
  "revealPassword",
  "handOutP12",
  "handOutZip",
  "handOutZips",
];

/** Operations of a session that need not be complete. */
const ofAnySession: readonly string[] = [
  ...["presentSession", "closeSession", "secondFactor", "beginEnrolment", "confirmEnrolment"],
  ...["requestPasskey", "givePasskey", "beginPasskey", "addPasskey"],
];

/** The cookie of a session that is made in the database, for the certificate of a use. */
async function cookieOf(
  { identity }: Use,
  { role, site = "console", step = "open" }: Pick<AccountRow, "role"> & Partial<Pick<SessionRow, "site" | "step">>,
): Promise<string> {
  const { store } = world.service;
  const { cn, tenant: of } = identity ?? holder;
  const name = `the-${role}`;
  await createLightAccount(store, { name, tenant: of, password: "several words", role, ...byOperator(world.now) });
  const session = { tenant: of, account: name, cn, site, step };
  return `__Host-session=${await transact(store, async (transaction) => await openSession(transaction, session, world.now))}`;
}

describe.each(operations.filter(isForAccounts).map((operation) => [operation.id] as const))("%s", (id) => {
  test("answers only a complete session of that site with the role that it needs", async () => {
    const use = (await uses[id]?.()) ?? { sent: { path: "" } };
    const { port, root } = world;
    const to = { port, root, host: "ctrl.localhost", identity: use.identity };
    const asking = async (cookie: string): Promise<string> => {
      const headers = { ...use.sent.headers, Cookie: cookie };
      return refusalOf(await send(to, { ...use.sent, headers }));
    };
    expect(await asking("")).toBe("401 not-logged-in");
    expect(await asking(await cookieOf(use, { role: "administrator", site: "app" }))).toBe("401 not-logged-in");
    if (ofAnySession.includes(id)) return;
    for (const step of ["second-factor", "enrolment"] as const)
      expect(await asking(await cookieOf(use, { role: "administrator", step }))).toBe("403 second-factor-needed");
    const least = leastRoles[id];
    if (least === undefined) throw new Error("No role is listed for this operation.");
    for (const role of roles.slice(roles.indexOf(least) + 1))
      expect(await asking(await cookieOf(use, { role }))).toBe("403 role-insufficient");
    if (handingOut.includes(id))
      expect(await asking(await cookieOf(use, { role: "administrator" }))).toBe("403 second-factor-needed");
  });
});
