import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { describeBoard } from "../../../src/server/issuance/board/board.ts";
import { describeCertificates } from "../../../src/server/issuance/lifecycle/describe-certificate.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { closeTenant, createTenant } from "../../../src/server/issuance/tenants.ts";
import { notifyAt } from "../../../src/server/notices/addresses.ts";
import { listCertificates, type ListedCertificate } from "../../../src/server/store/certificates/list-certificates.ts";
import { writePresentations } from "../../../src/server/store/certificates/presentations.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { askStatus, renewed } from "../../support/enrolment.ts";
import { runHere, type Ended } from "../../support/program.ts";
import { numberOf } from "../../support/records.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

const states = ["applied-for", "in-use", "renewed", "revoked", "expired"] as const;
const kinds = ["client", "db", "api", "backup", "other"] as const;

/** A service with certificates in every state, of every kind, of two tenants, one of which retires immediately. */
let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
  const { service, now } = world;
  await createTenant(service, { name: "u2", product: "weborca", retireAfterDays: 1, ...byOperator(now) });
  for (const tenant of ["u00000014", "u2"]) {
    for (const [cn, days] of [
      ["client1", 50],
      ["client2", 50],
    ] as const) {
      const identity = await world.issue(cn, days, { tenant });
      const to = { port: world.port, root: world.root };
      const replacement = await renewed({ ...to, identity }, { cn, o: tenant });
      if (cn === "client1") await askStatus({ ...to, identity: replacement });
    }
  }
  for (const [cn, days] of [
    ["client3", -3],
    ["db4", 20],
    ["api5", 20],
    ["backup6", 40],
  ] as const) {
    await world.issue(cn, days);
  }
  await world.issue("clientx7", 80);
  await revokeCertificate(service, await world.issue("client8", 10), "superseded", byOperator(now));
  await closeTenant(service, "u2", byOperator(now));
});
afterAll(async () => await world[Symbol.asyncDispose]());

async function all(now: Date, filter = {}): Promise<ListedCertificate[]> {
  return await listCertificates(world.service.store, filter, undefined, { now: now.getTime(), limit: 1000 });
}

describe("the list of certificates", () => {
  test.each([0, 2, 30, 400, 1200])("has the same states as koshin show, %i days from now, and filters by them", async (days) => {
    const now = new Date(world.now.getTime() + days * dayInMilliseconds);
    const listed = await all(now);
    expect(listed.length).toBeGreaterThan(10);
    for (const { issuer, serial, state } of listed) {
      const [described] = await describeCertificates(world.service, { issuer, serial }, now);
      expect(state).toBe(described?.state);
    }
    for (const state of states) expect(await all(now, { state })).toEqual(listed.filter((each) => each.state === state));
  });

  test("contains certificates in every state", async () => {
    const listed = [...(await all(world.now)), ...(await all(new Date(world.now.getTime() + 2 * dayInMilliseconds)))];
    expect(new Set(listed.map(({ state }) => state))).toEqual(new Set(states));
  });

  test("is paged by expiry, with each certificate once, even if several expire at the same time", async () => {
    const whole = await all(world.now);
    expect(whole.map(({ notAfter }) => notAfter)).toEqual(whole.map(({ notAfter }) => notAfter).sort((a, b) => a - b));
    const paged: ListedCertificate[] = [];
    for (;;) {
      const page = await listCertificates(world.service.store, {}, paged.at(-1), { now: world.now.getTime(), limit: 2 });
      paged.push(...page);
      if (page.length < 2) break;
    }
    expect(paged).toEqual(whole);
  });
});

describe("koshin list", () => {
  const list = (...args: string[]): Promise<Ended> => runHere("list", ...args, "--data", world.data);
  const Line = v.pipe(
    v.string(),
    v.parseJson(),
    v.strictObject({
      notAfter: v.string(),
      state: v.string(),
      tenant: v.string(),
      cn: v.string(),
      serial: v.string(),
      issuedAt: v.string(),
      issuer: v.string(),
    }),
  );
  const cnsOf = ({ stdout }: Ended): string[] =>
    stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => v.parse(Line, line).cn);

  test.each(kinds)("certificates --kind %s prints those alone", async (kind) => {
    const ofKind = (await all(world.now)).filter(({ cn }) => cn.replace(/\d+$/, "") === (kind === "other" ? "clientx" : kind));
    expect(ofKind.length).toBeGreaterThan(0);
    expect(cnsOf(await list("certificates", "--kind", kind, "--json"))).toEqual(ofKind.map(({ cn }) => cn));
  });

  test("certificates rejects a kind that the settings do not have, and names them", async () => {
    const { code, stderr } = await list("certificates", "--kind", "clients");
    expect([code, stderr]).toEqual([1, expect.stringMatching(/client, db, api, backup, other\. \(kind-unknown\)/)]);
  });

  test("certificates prints a line of JSON for each match", async () => {
    expect(cnsOf(await list("certificates", "--kind", "client", "--state", "expired", "--json"))).toEqual(["client3"]);
    expect(cnsOf(await list("certificates", "--tenant", "u2", "--ends-within", "60", "--json"))).toEqual(["client1", "client2"]);
    const day = new Date(world.now.getTime() + 15 * dayInMilliseconds).toISOString().slice(0, 10);
    expect(cnsOf(await list("certificates", "--ends-before", day, "--json"))).toEqual(["client3", "client8"]);
    expect(await list("certificates", "--tenant", "u2", "--state", "expired", "--json")).toEqual({
      code: 0,
      stdout: "",
      stderr: "koshin: No certificate matches.\n",
    });
  });

  test("certificates prints a table for people, and says if it is empty", async () => {
    const { code, stdout } = await list("certificates", "--state", "expired");
    const [head = "", row = "", end] = stdout.split("\n");
    expect([code, end]).toEqual([0, ""]);
    expect(head).toMatch(/^notAfter +state +tenant +cn +serial +issuedAt +issuer$/);
    expect(row.indexOf("client3")).toBe(head.indexOf("cn"));
    expect(await list("certificates", "--tenant", "u2", "--state", "expired")).toEqual({
      code: 0,
      stdout: "",
      stderr: "koshin: No certificate matches.\n",
    });
  });

  test("tenants prints their rules, the number of notified addresses, and when one was closed", async () => {
    for (const address of ["a@example.jp", "b@example.jp"])
      await notifyAt(world.service, { tenant: "u2", channel: "mail", address }, byOperator(world.now));
    const { code, stdout } = await list("tenants", "--json");
    const lines: unknown[] = stdout
      .split("\n")
      .slice(0, -1)
      .map((line): unknown => JSON.parse(line));
    const at = world.now.toISOString();
    const usual = { product: "weborca", keyKind: "P-256", destroyKeysAfterDays: null, sameKey: "refused", createdAt: at };
    const rules = { promptDays: null, renewalKeys: "anywhere", timeZone: "Asia/Tokyo" };
    expect([code, lines]).toEqual([
      0,
      [
        { tenant: "u00000014", ...usual, ...rules, retireAfterDays: null, noticeAddresses: 0, closedAt: null },
        { tenant: "u2", ...usual, ...rules, retireAfterDays: 1, noticeAddresses: 2, closedAt: at },
      ],
    ]);
  });

  test("reports invalid filters", async () => {
    expect((await list("certificates", "--tenant", "nobody")).stderr).toBe(
      'koshin: There is no tenant "nobody". Correct the name. (tenant-unknown)\n',
    );
    for (const wrong of [
      ["--state", "gone"],
      ["--ends-within", "0"],
      ["--ends-before", "2026-02-30"],
      ["--ends-within", "3", "--ends-before", "2026-02-03"],
    ]) {
      expect((await list("certificates", ...wrong)).code).toBe(2);
    }
  });
});

describe("koshin find-across, board and show", () => {
  const named = async (name: string, ...args: readonly string[]): Promise<Ended> =>
    await runHere(name, "--data", world.data, ...args);

  test("find certificates of all tenants by the beginning of what they have", async () => {
    const found = async (search: string): Promise<unknown[]> => {
      const { code, stdout } = await named("find-across", "--search", search, "--json");
      expect(code).toBe(0);
      return stdout
        .split("\n")
        .slice(0, -1)
        .map((line): unknown => JSON.parse(line));
    };
    expect(await found("client2@u2")).toMatchObject([
      { tenant: "u2", cn: "client2" },
      { tenant: "u2", cn: "client2" },
    ]);
    expect(new Set((await found("CLIENT1")).map((each) => v.parse(v.object({ tenant: v.string() }), each).tenant))).toEqual(
      new Set(["u00000014", "u2"]),
    );
    expect((await named("find-across", "--search", "lient1")).stderr).toContain("Only beginnings are searched");
    expect((await named("find-across", "--search", "x")).code).toBe(2);
  });

  test("count what the site's board counts", async () => {
    const { stdout } = await named("board", "--tenant", "u00000014", "--months", "60", "--json");
    const board = await describeBoard(world.service, "u00000014", new Date());
    const { expiries: spans } = v.parse(v.object({ expiries: v.array(v.object({ count: v.number() })) }), JSON.parse(stdout));
    expect(JSON.parse(stdout)).toMatchObject({ tenant: "u00000014", ...board });
    expect(spans).toHaveLength(60);
    expect(spans.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(4);
    const words = await named("board", "--tenant", "u00000014");
    expect(words.stdout).toMatch(
      /^Renewals of u00000014 by stage:\n {2}due +\d+\n[^]*Renewed and still valid: \d+\nExpiries by month:\n {2}\d{4}-\d\d +\d+\n/,
    );
    expect((await named("board", "--tenant", "u404")).stderr).toContain('no tenant "u404"');
  });

  test("tell when and where a certificate was presented", async () => {
    const { store } = world.service;
    const { serial } = await world.issue("client9", 300);
    const certificate = await numberOf(store, serial);
    const place = { certificate, host: "app.localhost", address: "192.0.2.1", firstAt: 1000, lastAt: 2000 };
    await transact(store, async (transaction) => await writePresentations(transaction, [place]));
    expect((await named("show", "--serial", serial)).stdout).toContain(
      "  presented    1970-01-01T00:00:02.000Z  at app.localhost from 192.0.2.1, first 1970-01-01T00:00:01.000Z\n",
    );
  });
});
