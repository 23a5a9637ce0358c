import { Secret, TOTP } from "otpauth";
import * as v from "valibot";
import { AccountList } from "../../src/protocol/console/accounts.ts";
import { IssuedIdentity } from "../../src/protocol/console/certificates.ts";
import { PresentHolderRules } from "../../src/protocol/console/holder-rules.ts";
import { Job } from "../../src/protocol/console/jobs.ts";
import { NoticeAddressList } from "../../src/protocol/console/notice-addresses.ts";
import { OwnAccount } from "../../src/protocol/console/own-account.ts";
import { PasskeyCreation, PasskeyRequest } from "../../src/protocol/console/passkeys.ts";
import { consolePaths } from "../../src/protocol/console/paths.ts";
import { Enrolment } from "../../src/protocol/console/session.ts";
import { IdentityList } from "../../src/protocol/console/single-sign-on.ts";
import { PresentTenantRules, type TenantRules } from "../../src/protocol/console/tenant-rules.ts";
import { SavedView } from "../../src/protocol/console/views.ts";
import { linkIdentity } from "../../src/server/store/accounts/identity-rows.ts";
import { transact } from "../../src/server/store/transact.ts";
import type { LoggedInAdministrator } from "./administrator.ts";
import { tokenOf } from "./api-token.ts";
import { logIn, type FullLogin } from "./full-login.ts";
import { invitationBy, sessionOf } from "./invitation-and-session.ts";
import { SoftPasskey } from "./soft-passkey.ts";
import type { Holder, ThrowawayService } from "./throwaway-service.ts";
import type { Sent } from "./tls-client.ts";

/** A valid request and its identity; none on the recovery host. */
export interface Use {
  readonly identity?: Holder;
  readonly sent: Sent;
}

/** Makes a valid request for each operation, by its name. */
export type Uses = Readonly<Record<string, () => Promise<Use>>>;

const json = { "Content-Type": "application/json" };

/** The rules of a tenant that has decided nothing. */
const initialRules: TenantRules = {
  ...{ promptDays: null, retireAfterDays: null, destroyKeysAfterDays: null },
  ...{ renewalKeys: "anywhere", timeZone: "Asia/Tokyo" },
};

/** A valid request for each operation of the administrators' site; some move the service's clock on. */
export function administrationUses(
  world: ThrowawayService,
  { holder, administrator }: { readonly holder: Holder; readonly administrator: LoggedInAdministrator },
): Uses {
  let someone: FullLogin | undefined;
  /** An administrator's session; a further one for those that end. */
  const fully = async (): Promise<FullLogin> => (someone ??= await logIn(world, holder));
  const asked =
    (sent: Omit<Sent, "body"> & { readonly body?: unknown }, by = fully): (() => Promise<Use>) =>
    async () => {
      const { body, headers, ...rest } = sent;
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      return { identity: holder, sent: { ...rest, ...content, headers: { ...json, Cookie: (await by()).cookie, ...headers } } };
    };
  /** A use by an administrator who has logged in, of a certificate of their organisation. */
  const administered = async (sent: (path: string) => Sent, certificate = holder): Promise<Use> => {
    const { headers, ...asked } = sent(`/api/certificates/${certificate.issuer}/${certificate.serial}`);
    const { certificate: identity, cookie } = administrator;
    return await Promise.resolve({ identity, sent: { ...asked, headers: { Cookie: cookie, ...headers } } });
  };
  /** The same, of a certificate whose key the service keeps, after the second factor was given once more. */
  const handedOut = async (sent: (path: string) => Sent): Promise<Use> => {
    await administrator.confirm();
    const order = { method: "POST", path: "/api/certificates", headers: json };
    const body = JSON.stringify({ cn: "client803", another: true, remark: "", device: "" });
    const issued = v.parse(v.pipe(v.string(), v.parseJson(), IssuedIdentity), (await administrator.ask({ ...order, body })).body);
    return await administered(sent, { ...holder, ...issued });
  };
  /** What an administrator registers, once the second factor was given once more. */
  const newPasskey = async (by: FullLogin): Promise<{ readonly passkey: SoftPasskey; readonly body: unknown }> => {
    await by.confirm();
    const passkey = new SoftPasskey(`https://ctrl.localhost:${world.port}`);
    const answer = (await by.ask({ method: "POST", path: consolePaths.passkeyCreation })).body;
    const credential = passkey.create(v.parse(v.pipe(v.string(), v.parseJson(), PasskeyCreation), answer));
    return { passkey, body: { name: "Laptop", credential } };
  };
  const withPasskey = async (): Promise<{ readonly by: FullLogin; readonly passkey: SoftPasskey }> => {
    const by = await logIn(world, holder);
    const { passkey, body } = await newPasskey(by);
    await by.ask({ method: "POST", path: consolePaths.passkeys, body });
    return { by, passkey };
  };
  /** An order to note something about the certificate. */
  const noting = (): string => {
    const { issuer, serial } = holder;
    const selection = { by: "identity", certificates: [{ issuer, serial }] };
    return JSON.stringify({ act: { kind: "annotate", device: "PC-1" }, selection });
  };
  /** The path of a job. */
  const startedJob = async (): Promise<string> => {
    const started = await administrator.ask({ method: "POST", path: consolePaths.jobs, headers: json, body: noting() });
    const { id } = v.parse(v.pipe(v.string(), v.parseJson(), Job), started.body);
    return `${consolePaths.jobs}/${id}`;
  };
  let addresses = 0;
  /** The path of a notice address. */
  const newAddress = async (): Promise<string> => {
    const body = JSON.stringify({ mail: `office${++addresses}@clinic.example` });
    const order = { method: "POST", path: consolePaths.noticeAddresses, headers: json, body };
    const answer = (await administrator.ask(order)).body;
    const added = v.parse(v.pipe(v.string(), v.parseJson(), NoticeAddressList), answer).addresses.at(-1);
    return `${consolePaths.noticeAddresses}/${added?.id ?? ""}`;
  };
  let views = 0;
  const newView = async (): Promise<string> => {
    const body = { name: `view ${++views}`, parameters: "" };
    const answer = (await (await fully()).ask({ method: "POST", path: consolePaths.views, body })).body;
    return `${consolePaths.views}/${v.parse(v.pipe(v.string(), v.parseJson(), SavedView), answer).id}`;
  };
  return {
    logIn: async () => {
      const { user, password } = await fully();
      return await asked(
        { method: "POST", path: consolePaths.session, body: { user, password } },
        async () => await logIn(world, holder),
      )();
    },
    presentSession: asked({ path: consolePaths.session }),
    closeSession: asked({ method: "DELETE", path: consolePaths.session }, async () => await logIn(world, holder)),
    secondFactor: async () => {
      const { nextCode } = await fully();
      return await asked({ method: "POST", path: consolePaths.secondFactor, body: { code: nextCode() } })();
    },
    beginEnrolment: async () => {
      await (await fully()).confirm();
      return await asked({ method: "POST", path: consolePaths.enrolment })();
    },
    confirmEnrolment: async () => {
      const by = await logIn(world, holder);
      await by.confirm();
      const { secret } = v.parse(
        v.pipe(v.string(), v.parseJson(), Enrolment),
        (await by.ask({ method: "POST", path: consolePaths.enrolment })).body,
      );
      const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: world.now.getTime() });
      return await asked(
        { method: "POST", path: consolePaths.confirmation, body: { code } },
        async () => await Promise.resolve(by),
      )();
    },
    requestPasskey: asked({ method: "POST", path: consolePaths.passkeyRequest }),
    givePasskey: async () => {
      const { by, passkey } = await withPasskey();
      const answer = (await by.ask({ method: "POST", path: consolePaths.passkeyRequest })).body;
      const body = passkey.get(v.parse(v.pipe(v.string(), v.parseJson(), PasskeyRequest), answer));
      return await asked({ method: "POST", path: consolePaths.passkeyAssertion, body }, async () => await Promise.resolve(by))();
    },
    listOwnPasskeys: asked({ path: consolePaths.passkeys }),
    beginPasskey: async () => {
      await (await fully()).confirm();
      return await asked({ method: "POST", path: consolePaths.passkeyCreation })();
    },
    addPasskey: async () => {
      const by = await logIn(world, holder);
      const { body } = await newPasskey(by);
      return await asked({ method: "POST", path: consolePaths.passkeys, body }, async () => await Promise.resolve(by))();
    },
    removeOwnPasskey: async () => {
      const { by, passkey } = await withPasskey();
      const path = `${consolePaths.passkeys}/${passkey.id}`;
      return await asked({ method: "DELETE", path }, async () => await Promise.resolve(by))();
    },
    listProviders: async () => await Promise.resolve({ identity: holder, sent: { path: consolePaths.signIn } }),
    beginProviderLogIn: asked({ method: "POST", path: consolePaths.signIn, body: { provider: "clinic-id" } }),
    completeProviderLogIn: async () => await Promise.resolve({ identity: holder, sent: { path: consolePaths.signedIn } }),
    logOutOfProvider: asked({ method: "POST", path: consolePaths.providerLogOut, body: { provider: "clinic-id" } }),
    listOwnIdentities: asked({ path: consolePaths.identities }),
    linkOwnIdentity: async () => {
      await (await fully()).confirm();
      return await asked({ method: "POST", path: consolePaths.identities, body: { provider: "clinic-id" } })();
    },
    removeOwnIdentity: async () => {
      const by = await logIn(world, holder);
      const row = { tenant: holder.tenant, issuer: "https://id.example", subject: by.user, account: by.user };
      const { store } = world.service;
      await transact(store, async (transaction) => await linkIdentity(transaction, { ...row, linkedAt: 0, lastUsedAt: null }));
      await by.confirm();
      const answer = (await by.ask({ path: consolePaths.identities })).body;
      const { identities } = v.parse(v.pipe(v.string(), v.parseJson(), IdentityList), answer);
      const path = `${consolePaths.identities}/${identities[0]?.id ?? ""}`;
      return await asked({ method: "DELETE", path }, async () => await Promise.resolve(by))();
    },
    listAccounts: asked({ path: consolePaths.accounts }),
    invite: async () => {
      const by = await logIn(world, holder);
      await by.confirm();
      const body = { name: `invited-by-${by.user}`, personName: "鈴木", role: "viewer", mail: null };
      return await asked({ method: "POST", path: consolePaths.accounts, body }, async () => await Promise.resolve(by))();
    },
    changeAccountState: async () => {
      const { user } = await logIn(world, holder);
      return await asked({ method: "POST", path: `/api/accounts/${user}/state`, body: { change: "disable" } })();
    },
    changeAccountFacts: async () => {
      const { user } = await logIn(world, holder);
      const by = await fully();
      await by.confirm();
      const accounts = (await by.ask({ path: consolePaths.accounts })).body;
      const listed = v.parse(v.pipe(v.string(), v.parseJson(), AccountList), accounts).accounts;
      const headers = { "If-Match": `"${listed.find(({ name }) => name === user)?.version}"` };
      const body = { personName: "鈴木", role: "viewer", mail: null };
      return await asked({ method: "PUT", path: `/api/accounts/${user}`, headers, body })();
    },
    listAccountSessions: async () => await asked({ path: `/api/accounts/${(await fully()).user}/sessions` })(),
    endAccountSession: async () => {
      const by = await logIn(world, holder);
      return await asked({ method: "DELETE", path: `/api/accounts/${by.user}/sessions/${await sessionOf(by)}` })();
    },
    endAccountSessions: async () => {
      const { user } = await logIn(world, holder);
      return await asked({ method: "DELETE", path: `/api/accounts/${user}/sessions` })();
    },
    ownAccount: asked({ path: consolePaths.ownAccount }),
    changeOwnFacts: async () => {
      const by = await logIn(world, holder);
      await by.confirm();
      const present = (await by.ask({ path: consolePaths.ownAccount })).body;
      const { version } = v.parse(v.pipe(v.string(), v.parseJson(), OwnAccount), present);
      const headers = { "If-Match": `"${version}"` };
      const body = { personName: "鈴木", mail: null };
      return await asked({ method: "PUT", path: consolePaths.ownAccount, headers, body }, async () => await Promise.resolve(by))();
    },
    changeOwnPassword: async () => {
      const by = await logIn(world, holder);
      await by.confirm();
      const body = { present: by.password, chosen: "several words of mine" };
      return await asked({ method: "PUT", path: consolePaths.ownPassword, body }, async () => await Promise.resolve(by))();
    },
    makeOwnRecoveryCodes: async () => {
      const by = await logIn(world, holder);
      await by.confirm();
      return await asked({ method: "POST", path: consolePaths.ownRecoveryCodes }, async () => await Promise.resolve(by))();
    },
    listOwnSessions: asked({ path: consolePaths.ownSessions }),
    endOwnSession: async () => {
      const by = await logIn(world, holder);
      const path = `${consolePaths.ownSessions}/${await sessionOf(by)}`;
      return await asked({ method: "DELETE", path }, async () => await Promise.resolve(by))();
    },
    endOtherSessions: asked({ method: "DELETE", path: consolePaths.ownSessions }, async () => await logIn(world, holder)),
    showInvitation: async () => {
      const by = await logIn(world, holder);
      const shown = { token: await invitationBy(by) };
      return await asked(
        { method: "POST", path: consolePaths.invitedAccount, body: shown },
        async () => await Promise.resolve(by),
      )();
    },
    acceptInvitation: async () => {
      const by = await logIn(world, holder);
      const accepted = { token: await invitationBy(by), password: "several words of mine" };
      return await asked(
        { method: "POST", path: consolePaths.invitation, body: accepted },
        async () => await Promise.resolve(by),
      )();
    },
    loginHistory: asked({ path: consolePaths.logins }),
    trail: asked({ path: `${consolePaths.trail}?action=secrets&by=:operator&certificate=client1` }),
    trailEnd: asked({ path: consolePaths.trailEnd }),
    trailFile: asked({ path: `${consolePaths.trailFile}?format=json&account=kasahara` }),
    listTokens: asked({ path: consolePaths.tokens }),
    makeToken: async () => {
      const by = await logIn(world, holder);
      await by.confirm();
      const body = { name: "nightly list", scopes: ["read"], days: 30 };
      return await asked({ method: "POST", path: consolePaths.tokens, body }, async () => await Promise.resolve(by))();
    },
    revokeToken: async () => {
      const { user } = await fully();
      const { id } = await tokenOf(world, { account: user });
      return await asked({ method: "DELETE", path: `${consolePaths.tokens}/${id}` })();
    },
    listCertificates: async () => await administered(() => ({ path: "/api/certificates?search=client&sort=kind" })),
    exportList: asked({
      method: "POST",
      path: consolePaths.exports,
      body: { certificates: { by: "search", search: {} }, format: "csv" },
    }),
    listViews: asked({ path: consolePaths.views }),
    addView: async () =>
      await asked({ method: "POST", path: consolePaths.views, body: { name: `view ${++views}`, parameters: "?kind=client" } })(),
    changeView: async () =>
      await asked({ method: "PUT", path: await newView(), body: { name: `view ${++views}`, parameters: "" } })(),
    removeView: async () => await asked({ method: "DELETE", path: await newView() })(),
    describeCertificate: async () => await administered((path) => ({ path })),
    annotateCertificate: async () => {
      const body = JSON.stringify({ remark: "reception", device: "" });
      return await administered((path) => ({
        method: "PUT",
        path: `${path}/notes`,
        headers: { ...json, "If-Match": '"0"' },
        body,
      }));
    },
    issueCertificate: async () => {
      const body = JSON.stringify({ cn: "client800", another: true, remark: "", device: "" });
      return await administered(() => ({ method: "POST", path: "/api/certificates", headers: json, body }));
    },
    renewCertificate: async () => {
      const old = await world.issue("client801", 50);
      return await administered((path) => ({ method: "POST", path: `${path}/renewal`, headers: json, body: "{}" }), old);
    },
    revealPassword: async () =>
      await handedOut((path) => ({ method: "POST", path: `${path}/password`, headers: json, body: "{}" })),
    handOutP12: async () => await handedOut((path) => ({ method: "POST", path: `${path}/file`, headers: json, body: "{}" })),
    handOutZip: async () => await handedOut((path) => ({ method: "POST", path: `${path}/archive`, headers: json, body: "{}" })),
    handOutZips: async () =>
      await handedOut((path) => {
        const [, , , issuer, serial] = path.split("/");
        const body = JSON.stringify({ selection: { by: "identity", certificates: [{ issuer, serial }] } });
        return { method: "POST", path: "/api/archive", headers: json, body };
      }),
    holderRules: async () => await administered(() => ({ path: consolePaths.holderRules })),
    writeHolderRules: async () => {
      const { version } = v.parse(
        v.pipe(v.string(), v.parseJson(), PresentHolderRules),
        (await administrator.ask({ path: consolePaths.holderRules })).body,
      );
      const body = JSON.stringify({ mails: "sent", otherDevices: "allowed", contact: "Support" });
      const headers = { ...json, "If-Match": `"${version}"` };
      return await administered(() => ({ method: "PUT", path: consolePaths.holderRules, headers, body }));
    },
    tenantRules: async () => await administered(() => ({ path: consolePaths.tenantRules })),
    writeTenantRules: async () => {
      const answer = (await administrator.ask({ path: consolePaths.tenantRules })).body;
      const { rules, version } = v.parse(v.pipe(v.string(), v.parseJson(), PresentTenantRules), answer);
      const headers = { ...json, "If-Match": `"${version}"` };
      const body = JSON.stringify({ ...rules, promptDays: 80 });
      return await administered(() => ({ method: "PUT", path: consolePaths.tenantRules, headers, body }));
    },
    forecastTenantRules: async () => {
      const body = JSON.stringify({ ...initialRules, promptDays: 95, retireAfterDays: 30 });
      return await administered(() => ({ method: "POST", path: consolePaths.rulesForecast, headers: json, body }));
    },
    listNoticeAddresses: async () => await administered(() => ({ path: consolePaths.noticeAddresses })),
    addNoticeAddress: async () => {
      const body = JSON.stringify({ mail: `office${++addresses}@clinic.example` });
      return await administered(() => ({ method: "POST", path: consolePaths.noticeAddresses, headers: json, body }));
    },
    removeNoticeAddress: async () => {
      const path = await newAddress();
      return await administered(() => ({ method: "DELETE", path }));
    },
    testNoticeAddress: async () => {
      const path = `${await newAddress()}/test`;
      return await administered(() => ({ method: "POST", path, headers: json, body: "{}" }));
    },
    forecastJob: async () =>
      await administered(() => ({ method: "POST", path: consolePaths.forecast, headers: json, body: noting() })),
    startJob: async () => await administered(() => ({ method: "POST", path: consolePaths.jobs, headers: json, body: noting() })),
    listJobs: async () => await administered(() => ({ path: consolePaths.jobs })),
    describeJob: async () => {
      const path = `${await startedJob()}?state=done`;
      return await administered(() => ({ path }));
    },
    stopJob: async () => {
      const path = `${await startedJob()}/stop`;
      return await administered(() => ({ method: "POST", path, headers: json, body: "{}" }));
    },
    jobResults: async () => {
      const path = `${await startedJob()}/results`;
      return await administered(() => ({ path }));
    },
    previewOrders: async () =>
      await administered(() => ({
        ...{ method: "POST", path: consolePaths.orderPreview, headers: { "Content-Type": "text/csv" } },
        body: "CN,device\r\nclient810,PC-10\r\n",
      })),
    orderCertificates: async () => {
      const body = JSON.stringify({ orders: [{ line: 2, cn: "client811", another: true, remark: "", device: "PC-11" }] });
      return await administered(() => ({ method: "POST", path: consolePaths.orders, headers: json, body }));
    },
    issueRecoveryCode: async () => {
      await administrator.confirm();
      return await administered((path) => ({ method: "POST", path: `${path}/recovery-code`, headers: json, body: "{}" }));
    },
    issueRecoveryCodes: async () => {
      await administrator.confirm();
      return await administered((path) => {
        const [, , , issuer, serial] = path.split("/");
        const body = JSON.stringify({ selection: { by: "identity", certificates: [{ issuer, serial }] } });
        return { method: "POST", path: consolePaths.recoveryCodes, headers: json, body };
      });
    },
    cancelRecoveryCode: async () => await administered((path) => ({ method: "DELETE", path: `${path}/recovery-code` })),
    orderRenewal: async () => {
      const body = JSON.stringify({ reason: "a drill", window: { from: "12:00", to: "14:00" } });
      return await administered((path) => ({ method: "POST", path: `${path}/renewal-order`, headers: json, body }));
    },
    cancelRenewal: async () => await administered((path) => ({ method: "DELETE", path: `${path}/renewal-order` })),
    orderAllRenewals: async () => {
      const body = JSON.stringify({ reason: "a drill", endsAt: new Date(world.now.getTime() + 1).toISOString() });
      return await administered(() => ({ method: "POST", path: "/api/tenant/renewal-order", headers: json, body }));
    },
    cancelAllRenewals: async () => await administered(() => ({ method: "DELETE", path: "/api/tenant/renewal-order" })),
    tenantInformation: async () => await administered(() => ({ path: "/api/tenant" })),
    notices: async () => await administered(() => ({ path: "/api/notices" })),
    board: async () => await administered(() => ({ path: "/api/board" })),
    listBoardRenewals: async () => await administered(() => ({ path: "/api/board/renewals?show=unretired&page=2" })),
    countBoardExpiries: async () => {
      const at = [1, 2, 3].map((month) => new Date(Date.UTC(2027, month)).toISOString()).join(",");
      return await administered(() => ({ path: `/api/board/expiries?at=${at}` }));
    },
    issuingAuthority: async () => await administered((path) => ({ path: `${path}/authority` })),
    revokeCertificate: async () => {
      const lost = await world.issue("client802", 50);
      const body = JSON.stringify({ reason: "superseded", along: [] });
      return await administered((path) => ({ method: "POST", path: `${path}/revocation`, headers: json, body }), lost);
    },
  };
}
