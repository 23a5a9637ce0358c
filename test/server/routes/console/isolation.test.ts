import { randomUUID } from "node:crypto";
import { DefaultQueryExecutor } from "kysely";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { NoticeAddressList } from "../../../../src/protocol/console/notice-addresses.ts";
import { consolePaths } from "../../../../src/protocol/console/paths.ts";
import { IdentityList } from "../../../../src/protocol/console/single-sign-on.ts";
import { sessionsOf } from "../../../../src/server/accounts/sessions/listed-sessions.ts";
import { isForAccounts } from "../../../../src/server/routes/description/operation.ts";
import { operations } from "../../../../src/server/routes/operations.ts";
import { linkIdentity } from "../../../../src/server/store/accounts/identity-rows.ts";
import { insertPasskey } from "../../../../src/server/store/accounts/passkey-rows.ts";
import { writeView } from "../../../../src/server/store/accounts/saved-views.ts";
import { countAudit } from "../../../../src/server/store/audit/audit.ts";
import { transact } from "../../../../src/server/store/transact.ts";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { tokenOf } from "../../../support/api-token.ts";
import { contentOf } from "../../../support/console-answers.ts";
import { waitingJob } from "../../../support/jobs.ts";
import { startService, type Holder, type ThrowawayService } from "../../../support/throwaway-service.ts";
import type { Received } from "../../../support/tls-client.ts";

let world: ThrowawayService;
let asking: LoggedInAdministrator;
let other: LoggedInAdministrator;
let certificate: Holder;
const passkey = "of-somebody-in-u2";
/** A session of the other tenant's. */
let session: string;
/** The identifier of a token of the other tenant's. */
let token: string;
let job: string;
const view = randomUUID();
let identity: string;
let address: string;
beforeAll(async () => {
  world = await startService();
  asking = await administratorOf(world, { account: "kasahara" });
  other = await administratorOf(world, { account: "someone-else", tenant: "u2" });
  certificate = await world.issue("client1", 50, { tenant: "u2" });
  const publicKey = new Uint8Array();
  const facts = { userHandle: "", publicKey, counter: 0, transports: "[]", name: "", addedAt: 0, lastUsedAt: null };
  await transact(world.service.store, async (transaction) => {
    await writeView(transaction, { id: view, tenant: other.tenant, account: other.account, name: "theirs", parameters: "" });
    const row = { tenant: other.tenant, account: other.account, issuer: "https://id.example", subject: "1" };
    await linkIdentity(transaction, { ...row, linkedAt: 0, lastUsedAt: null });
    await insertPasskey(transaction, { id: passkey, tenant: other.tenant, account: other.account, ...facts });
  });
  const [theirs] = await sessionsOf(world.service.store, { tenant: "u2", name: other.account }, undefined, world.now);
  session = theirs?.id ?? "";
  token = (await tokenOf(world, { account: other.account, tenant: "u2" })).id;
  const added = { method: "POST", path: consolePaths.noticeAddresses, headers: json, body: '{"mail":"a@clinic.example"}' };
  address = contentOf(NoticeAddressList, await other.ask(added)).addresses[0]?.id ?? "";
  // It waits: nothing works on it meanwhile.
  job = await waitingJob(world, other.account, certificate);
  const answer = (await other.ask({ path: consolePaths.identities })).body;
  identity = v.parse(v.pipe(v.string(), v.parseJson(), IdentityList), answer).identities[0]?.id ?? "";
});
afterAll(async () => await world[Symbol.asyncDispose]());

interface Named {
  readonly job: string;
  readonly issuer: string;
  readonly serial: string;
  readonly name: string;
  readonly passkey: string;
  readonly session: string;
  /** Of a token. */
  readonly id: string;
  readonly view: string;
  readonly identity: string;
  /** The identifier of a notice address. */
  readonly address: string;
}

/** A selection of one certificate. */
function only({ issuer, serial }: Pick<Holder, "issuer" | "serial">) {
  return { by: "identity", certificates: [{ issuer, serial }] };
}

/** What a job has issued. */
function ofJob({ job }: Pick<Named, "job">) {
  return { by: "job", job };
}

const json = { "Content-Type": "application/json" };

/** The rest of a valid request of an operation: its headers, and its body, or one with each kind of identifier that it may have. */
interface Rest {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly bodies?: readonly unknown[];
}

/** The rest of the requests of each operation that takes an identifier. */
const requests: Readonly<Record<string, (named: Named) => Rest>> = {
  describeCertificate: () => ({}),
  annotateCertificate: () => ({ headers: { "If-Match": '"0"' }, body: { remark: "mine", device: "" } }),
  renewCertificate: () => ({}),
  revokeCertificate: () => ({ body: { reason: "superseded", along: [] } }),
  issueRecoveryCode: () => ({}),
  issueRecoveryCodes: (named) => ({ bodies: [only(named), ofJob(named)].map((selection) => ({ selection })) }),
  cancelRecoveryCode: () => ({}),
  orderRenewal: () => ({ body: { reason: "mine" } }),
  cancelRenewal: () => ({}),
  revealPassword: () => ({}),
  handOutP12: () => ({}),
  handOutZip: () => ({}),
  handOutZips: (named) => ({ bodies: [only(named), ofJob(named)].map((selection) => ({ selection })) }),
  issuingAuthority: () => ({}),
  removeOwnPasskey: () => ({}),
  forecastJob: (named) => ({ bodies: [only(named), ofJob(named)].map((selection) => ({ act: { kind: "renew" }, selection })) }),
  startJob: (named) => ({ bodies: [only(named), ofJob(named)].map((selection) => ({ act: { kind: "renew" }, selection })) }),
  describeJob: () => ({}),
  stopJob: () => ({}),
  jobResults: () => ({}),
  exportList: (named) => ({ body: { certificates: only(named), format: "csv" } }),
  changeView: () => ({ body: { name: "mine", parameters: "" } }),
  removeView: () => ({}),
  removeOwnIdentity: () => ({}),
  changeAccountFacts: () => ({
    headers: { "If-Match": `"${"0".repeat(16)}"` },
    body: { personName: "", role: "viewer", mail: null },
  }),
  listAccountSessions: () => ({}),
  endAccountSession: () => ({}),
  endAccountSessions: () => ({}),
  endOwnSession: () => ({}),
  changeAccountState: () => ({ body: { change: "disable" } }),
  revokeToken: () => ({}),
  removeNoticeAddress: () => ({}),
  testNoticeAddress: () => ({}),
};

/** Operations of the site that take no identifier: whose tenant's they are, the session says. */
const without = [
  ...["presentSession", "closeSession", "secondFactor", "beginEnrolment", "confirmEnrolment"],
  ...["requestPasskey", "givePasskey", "listOwnPasskeys", "beginPasskey", "addPasskey"],
  ...["listOwnIdentities", "linkOwnIdentity"],
  ...["listCertificates", "issueCertificate", "listAccounts", "invite", "loginHistory", "tenantInformation", "notices"],
  ...["trail", "trailEnd", "trailFile"],
  ...["ownAccount", "changeOwnFacts", "changeOwnPassword", "makeOwnRecoveryCodes", "listOwnSessions", "endOtherSessions"],
  ...["holderRules", "writeHolderRules"],
  ...["tenantRules", "writeTenantRules", "forecastTenantRules", "listNoticeAddresses", "addNoticeAddress"],
  ...["board", "listBoardRenewals", "countBoardExpiries"],
  ...["listTokens", "makeToken", "listJobs"],
  ...["orderAllRenewals", "cancelAllRenewals", "listViews", "addView", "previewOrders", "orderCertificates"],
];

/** Ends whatever session there is, and answers the same if there is none. */
const ending = "closeSession";

const ofTheSite = operations.filter(isForAccounts);

interface Answered {
  readonly received: Received;
  /** What the database was asked for it, in this order. */
  readonly statements: readonly string[];
}

/** What is written of presented certificates, some time after requests. */
const behind = /^(?:insert into|delete from|select "certificate" from) "presentations"/;

async function answered(ask: () => Promise<Received>): Promise<Answered> {
  const compile = vi.spyOn(DefaultQueryExecutor.prototype, "compileQuery");
  onTestFinished(() => {
    compile.mockRestore();
  });
  const received = await ask();
  const statements = compile.mock.results.map(({ type, value }) => (type === "return" ? value.sql : type));
  compile.mockRestore();
  return { received, statements: statements.filter((statement) => !behind.test(statement)) };
}

/** Everything of an answer that could tell two of them apart. */
function octetsOf({ received: { status, headers, body } }: Answered): unknown {
  const { date, "x-request-id": id, ...rest } = headers;
  expect([date, id]).not.toContain(undefined);
  return { status, headers: rest, body };
}

describe.each(ofTheSite.filter(({ id }) => !without.includes(id)).map((operation) => [operation.id, operation] as const))(
  "%s",
  (id, { method, path }) => {
    test("answers for what is another tenant's octet for octet as for what does not exist", async () => {
      const request = requests[id];
      if (request === undefined) throw new Error("Add a valid request for this operation, or say that it takes no identifier.");
      const use = async (named: Named): Promise<readonly Answered[]> => {
        const { headers, body, bodies = [body] } = request(named);
        const filled = path.replaceAll(
          /\{(issuer|serial|name|passkey|session|identity|id|job|view|address)\}/g,
          (_, key: keyof Named) => named[key],
        );
        const answers: Answered[] = [];
        for (const each of bodies) {
          const withBody = each === undefined ? {} : { body: JSON.stringify(each) };
          const sent = { method: method.toUpperCase(), path: filled, headers: { ...(each === undefined ? {} : json), ...headers } };
          answers.push(await answered(async () => await asking.ask({ ...sent, ...withBody })));
        }
        return answers;
      };
      const { issuer, serial } = certificate;
      await asking.confirm();
      const before = await countAudit(world.service.store);
      const foreign = await use({ issuer, serial, name: other.account, passkey, session, identity, id: token, job, view, address });
      expect(foreign.map(({ received }) => received.status)).toEqual(foreign.map(() => 404));
      const unknown = {
        issuer,
        serial: "00".repeat(20),
        name: "nobody-at-all",
        passkey: "AAAA",
        identity: "00".repeat(32),
        id: "0".repeat(12),
        job: "6d1f1d5e-0000-4000-8000-000000000000",
        view: randomUUID(),
        address: "0".repeat(32),
        session: "0".repeat(32),
      };
      const none = await use(unknown);
      expect(foreign.map(octetsOf)).toEqual(none.map(octetsOf));
      // What takes as long: the same statements, in the same order.
      expect(foreign.map(({ statements }) => statements)).toEqual(none.map(({ statements }) => statements));
      expect(foreign[0]?.statements).not.toEqual([]);
      if (path.includes("{serial}"))
        expect(foreign.map(octetsOf)).toEqual((await use({ ...unknown, issuer: "aa", serial: "0x" })).map(octetsOf));
      expect(await countAudit(world.service.store)).toBe(before);
    });
  },
);

describe.each(ofTheSite.filter(({ id }) => id !== ending).map((operation) => [operation.id, operation] as const))(
  "%s",
  (_, { method, path }) => {
    test("is refused without a session, and with one that another tenant's certificate presents", async () => {
      const { issuer, serial } = certificate;
      const filled = path.replaceAll(
        /\{(\w+)\}/g,
        (_whole, key: string) => ({ issuer, serial, name: other.account, id: token, job })[key] ?? key,
      );
      const sent = {
        method: method.toUpperCase(),
        path: filled,
        headers: json,
        ...(method === "get" || method === "delete" ? {} : { body: "{}" }),
      };
      for (const Cookie of ["", `__Host-session=${"x".repeat(43)}`, other.cookie]) {
        const { status } = await asking.ask({ ...sent, headers: { ...sent.headers, Cookie } });
        expect([400, 401, 415]).toContain(status);
      }
    });
  },
);
