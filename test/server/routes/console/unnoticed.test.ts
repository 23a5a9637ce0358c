import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { dayInMilliseconds } from "../../../../src/core/days.ts";
import { Expiries } from "../../../../src/protocol/console/board.ts";
import { Job } from "../../../../src/protocol/console/jobs.ts";
import { consolePaths } from "../../../../src/protocol/console/paths.ts";
import { isForAccounts } from "../../../../src/server/routes/description/operation.ts";
import { operations } from "../../../../src/server/routes/operations.ts";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { tokenOf } from "../../../support/api-token.ts";
import { contentOf } from "../../../support/console-answers.ts";
import { detailOf } from "../../../support/jobs.ts";
import { startService, type ThrowawayService } from "../../../support/throwaway-service.ts";
import type { Received, Sent } from "../../../support/tls-client.ts";

const theirs = "someone-else";
const json = { "Content-Type": "application/json" };

/** What is looked for by whoever knows the other tenant's names. */
const queries: Readonly<Record<string, readonly string[]>> = {
  listCertificates: ["", "?search=client1", "?search=theirs", "?ended=shown&sort=kind", "?remark=theirs"],
  listBoardRenewals: ["", "?show=unretired", "?page=2"],
  loginHistory: ["", "?page=2"],
  listJobs: ["", "?page=2"],
  trail: ["", "?certificate=client1", `?account=${theirs}`, `?by=${theirs}`],
  trailFile: ["?format=json", `?format=csv&account=${theirs}`],
};

/** Operations that only look, by another method, and their bodies. */
const looking: Readonly<Record<string, readonly Omit<Sent, "path">[]>> = {
  previewOrders: [{ headers: { "Content-Type": "text/csv" }, body: "CN,device\r\nclient1,theirs\r\n" }],
  forecastTenantRules: [
    {
      headers: json,
      body: JSON.stringify({
        ...{ promptDays: 90, retireAfterDays: 1, destroyKeysAfterDays: 1, renewalKeys: "on-device", timeZone: "Asia/Tokyo" },
      }),
    },
  ],
};

let world: ThrowawayService;
let asking: LoggedInAdministrator;
let before: ReadonlyMap<string, readonly unknown[]>;
/** By which the other tenant has issued a certificate. */
let job: string;
let after: ReadonlyMap<string, readonly unknown[]>;

const read = operations.filter(isForAccounts).filter(({ id, method, path }) => {
  return looking[id] !== undefined || (method === "get" && !path.includes("{") && id !== "countBoardExpiries");
});

/** Everything of an answer, except when it was given and its number. */
function octetsOf({ status, headers, body }: Received): unknown {
  return { status, headers: { ...headers, date: undefined, "x-request-id": undefined }, body };
}

async function answers(): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const found = new Map<string, readonly unknown[]>();
  for (const { id, method, path } of read) {
    const asked = looking[id] ?? (queries[id] ?? [""]).map((query) => ({ path: `${path}${query}` }));
    const each: unknown[] = [];
    for (const sent of asked) each.push(octetsOf(await asking.ask({ method: method.toUpperCase(), path, ...sent })));
    found.set(id, each);
  }
  return found;
}

beforeAll(async () => {
  world = await startService();
  asking = await administratorOf(world, { account: "kasahara" });
  await world.issue("client5", 20);
  await answers();
  before = await answers();
  const other = await administratorOf(world, { account: theirs, tenant: "u2" });
  const soon = await world.issue("client1", 5, { tenant: "u2" });
  await world.issue("client2", -5, { tenant: "u2" });
  await tokenOf(world, { account: theirs, tenant: "u2" });
  const { issuer, serial } = soon;
  const path = `/api/certificates/${issuer}/${serial}`;
  const notes = { remark: "theirs", device: "theirs" };
  const made = [
    await other.ask({ method: "PUT", path: `${path}/notes`, headers: { ...json, "If-Match": '"0"' }, body: JSON.stringify(notes) }),
    await other.ask({ method: "POST", path: `${path}/renewal`, headers: json, body: "{}" }),
    await other.ask({ method: "POST", path: consolePaths.views, headers: json, body: '{"name":"theirs","parameters":""}' }),
    await other.ask({ method: "POST", path: consolePaths.noticeAddresses, headers: json, body: '{"mail":"a@theirs.example"}' }),
  ];
  for (const { status, body } of made) expect([200, 201, 202, 204], body).toContain(status);
  const orders = JSON.stringify({ orders: [{ line: 2, cn: "client7", remark: "theirs", device: "" }] });
  job = contentOf(Job, await other.ask({ method: "POST", path: consolePaths.orders, headers: json, body: orders })).id;
  await vi.waitUntil(async () => (await detailOf(other, job)).job.finishedAt !== null, { timeout: 60_000 });
  after = await answers();
});
afterAll(async () => await world[Symbol.asyncDispose]());

describe("whatever another tenant has and does, to an administrator the answer stays the same, octet for octet:", () => {
  test.each(read.map(({ id, query }) => [id, query] as const))("%s", (id, query = {}) => {
    // What may be asked for is asked for.
    if (queries[id] === undefined) expect(Object.keys(query)).toEqual([]);
    const first = before.get(id) ?? [];
    for (const each of first) expect(each).toMatchObject({ status: 200 });
    expect(first).not.toEqual([]);
    expect(after.get(id)).toEqual(first);
  });

  test("countBoardExpiries", async () => {
    const at = [0, 10, 30].map((day) => new Date(world.now.getTime() + day * dayInMilliseconds).toISOString()).join(",");
    const { spans } = contentOf(Expiries, await asking.ask({ path: `${consolePaths.boardExpiries}?at=${at}` }));
    expect(spans.map(({ count }) => count)).toEqual([0, 1]);
  });

  test("a search for what their job has issued", async () => {
    const list = async (id: string) => octetsOf(await asking.ask({ path: `/api/certificates?ended=shown&job=${id}` }));
    expect(await list(job)).toEqual(await list(randomUUID()));
    const exported = async (id: string) => {
      const search = { ended: "shown", job: id };
      const body = JSON.stringify({ certificates: { by: "search", search }, format: "csv" });
      return octetsOf(await asking.ask({ method: "POST", path: consolePaths.exports, headers: json, body }));
    };
    expect(await exported(job)).toEqual(await exported(randomUUID()));
  });
});
