import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../../src/server/issuance/lifecycle/revoke.ts";
import { readAudit } from "../../../../src/server/store/audit/audit.ts";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { pathOf, refusalIn } from "../../../support/console-answers.ts";
import type { Holder } from "../../../support/throwaway-service.ts";
import { startService, type ThrowawayService } from "../../../support/throwaway-service.ts";
import type { Received } from "../../../support/tls-client.ts";

const json = { "Content-Type": "application/json" };

let world: ThrowawayService;
let administrator: LoggedInAdministrator;
let viewer: LoggedInAdministrator;
let holders: Holder[];
beforeAll(async () => {
  world = await startService();
  administrator = await administratorOf(world, { account: "kasahara", tenant: "u2" });
  viewer = await administratorOf(world, { account: "suzuki", tenant: "u2", role: "viewer" });
  holders = [];
  for (const [cn, days, remark, device] of [
    ["client1", 300, "受付\n=1+1", "PC-1"],
    ["client2", 200, '=HYPERLINK("http://evil.example")', "+81"],
    ["db3", 100, "\n =1+1", "@x"],
  ] as const) {
    const holder = await world.issue(cn, days, { tenant: "u2" });
    const body = JSON.stringify({ remark, device });
    await administrator.ask({ method: "PUT", path: `${pathOf(holder)}/notes`, headers: { ...json, "If-Match": '"0"' }, body });
    holders.push(holder);
  }
});
afterAll(async () => await world[Symbol.asyncDispose]());

const all = { by: "search", search: {} };

async function exported(order: unknown, headers: Record<string, string> = {}, who = viewer): Promise<Received> {
  return await who.ask({ method: "POST", path: "/api/export", headers: { ...json, ...headers }, body: JSON.stringify(order) });
}

describe("a table", () => {
  test("has the certificates in the order and with the columns that were chosen, as Excel reads it", async () => {
    const order = { sort: "name", columns: ["remark", "state", "not-after"], timeZone: "Asia/Tokyo" };
    const answer = await exported({ certificates: all, format: "csv", ...order });
    expect(answer.headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(answer.headers["content-disposition"]).toMatch(/^attachment; filename="certificates_\d{4}-\d\d-\d\d\.csv"/);
    const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo", dateStyle: "short", timeStyle: "short" });
    const at = (days: number): string => day.format(world.now.getTime() + days * 86_400_000);
    expect(answer.body.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, (moment) => (moment === at(200) ? "IN 200 DAYS" : "DAY"))).toBe(
      [
        "\uFEFFCN,O,備考,状態,有効期限",
        `client1,u2,"受付\n'=1+1",利用中,DAY`,
        `client2,u2,"'=HYPERLINK(""http://evil.example"")",利用中,IN 200 DAYS`,
        "client900,u2,,利用中,DAY",
        "client900,u2,,利用中,DAY",
        `db3,u2,"'\n '=1+1",利用中,DAY`,
        "",
      ].join("\r\n"),
    );
  });

  test("has no cell that a spreadsheet calculates", async () => {
    const { body } = await exported({ certificates: all, format: "csv" });
    const cells = body.replaceAll(/"(?:[^"]|"")*"/g, (quoted) => quoted.slice(1, -1).replaceAll("\n", " ")).split(/[\r\n,]+/);
    expect(cells.filter((cell) => /^[=+@-]/.test(cell.trim()))).toEqual([]);
    expect(body).toContain("'+81");
    expect(body).toContain(`'@x,"'\n '=1+1",`);
  });

  test("is in the language of the reader", async () => {
    const columns = ["state", "stage"];
    const { body } = await exported({ certificates: all, format: "csv", columns }, { "Accept-Language": "en-GB" });
    expect(body.split("\r\n").slice(0, 2)).toEqual(["\uFEFFCN,O,State,Renewal", "db3,u2,in use,"]);
  });

  test("calls the kinds as the list does", async () => {
    const order = { certificates: { by: "search", search: { kind: "db" } }, format: "csv", columns: ["kind"] };
    expect((await exported(order)).body).toBe("\uFEFFCN,O,種別\r\ndb3,u2,テナント-DB接続\r\n");
    expect((await exported(order, { "Accept-Language": "en" })).body).toBe("\uFEFFCN,O,Type\r\ndb3,u2,Tenant database\r\n");
  });

  test("has what the search finds, or what is named", async () => {
    const { body } = await exported({ certificates: { by: "search", search: { kind: "db" } }, format: "csv", columns: [] });
    expect(body).toBe("\uFEFFCN,O\r\ndb3,u2\r\n");
    const certificates = holders.slice(0, 2).map(({ issuer, serial }) => ({ issuer, serial }));
    const named = await exported({ certificates: { by: "identity", certificates }, format: "csv", columns: [] });
    expect(named.body).toBe("\uFEFFCN,O\r\nclient2,u2\r\nclient1,u2\r\n");
  });

  test("of an unknown time zone or column is refused", async () => {
    for (const wrong of [{ timeZone: "Mars/Olympus" }, { columns: ["der"] }, { format: "xls" }, { sort: "der" }])
      expect(refusalIn(await exported({ certificates: all, format: "csv", ...wrong }))).toEqual([400, "request-malformed"]);
  });
});

describe("a calendar", () => {
  test("has an event with a reminder for each expiry, in lines of 75 octets (RFC 5545)", async () => {
    const answer = await exported({ certificates: all, format: "ics" });
    expect(answer.headers["content-type"]).toBe("text/calendar; charset=utf-8");
    const lines = answer.body.split("\r\n");
    expect(lines.at(-1)).toBe("");
    expect(lines.filter((line) => line.includes("\n") || Buffer.byteLength(line) > 75)).toEqual([]);
    expect([lines[0], lines.at(-2)]).toEqual(["BEGIN:VCALENDAR", "END:VCALENDAR"]);
    const unfolded = answer.body.replaceAll("\r\n ", "");
    const [first, second] = holders;
    const event =
      unfolded.split("BEGIN:VEVENT").find((each) => each.includes(`UID:${second?.issuer}-${second?.serial}@koshin`)) ?? "";
    const moment = new Date(world.now.getTime() + 200 * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
    expect(event).toContain(`DTSTART:${moment}T`);
    expect(event).toContain("SUMMARY:client2 の証明書の有効期限");
    expect(event).toContain("ACTION:DISPLAY");
    expect(event).toContain("TRIGGER:-P30D");
    expect(event).toContain(`/#/certificates/${second?.issuer}/${second?.serial}`);
    expect(unfolded).toContain(String.raw`DESCRIPTION:PC-1\n受付\n=1+1\n`);
    expect(unfolded).toContain(`UID:${first?.issuer}-${first?.serial}@koshin`);
  });

  test("has the same UIDs whenever it is exported, and no expiry of what has ended", async () => {
    const uids = async (search: unknown): Promise<string[]> =>
      (await exported({ certificates: { by: "search", search }, format: "ics" })).body
        .replaceAll("\r\n ", "")
        .match(/^UID:.*$/gm) ?? [];
    const before = await uids({ kind: "client" });
    const lost = await world.issue("client7", 400, { tenant: "u2" });
    expect(await uids({ kind: "client" })).toHaveLength(before.length + 1);
    await revokeCertificate(world.service, lost, "superseded", byOperator(world.now));
    expect(await uids({ kind: "client", ended: "shown" })).toEqual(before);
  });
});

test("an export is recorded with who made it, and of how many", async () => {
  await exported({ certificates: { by: "search", search: { kind: "db" } }, format: "csv" });
  const trail = await readAudit(world.service.store, "u2");
  expect(trail.at(-1)).toMatchObject({
    ...{ actor: "account:suzuki@u2", action: "certificates-exported" },
    detail: JSON.stringify({ format: "csv", certificates: 1 }),
  });
});

test("forty thousand rows are written as they are read", async () => {
  const { service, now } = world;
  const [{ issuer } = { issuer: "" }] = holders;
  const common = { issuer, tenant: "u3", spkiSha256: "", notBefore: 0, issuedAt: now.getTime(), der: new Uint8Array() };
  const big = await administratorOf(world, { account: "mori", tenant: "u3", role: "viewer" });
  for (let from = 0; from < 40_000; from += 1000) {
    const rows = Array.from({ length: 1000 }, (_none, at) => ({
      ...common,
      ...{ serial: `AA${(from + at).toString(16).toUpperCase().padStart(8, "0")}`, cn: `tablet${from + at}` },
      notAfter: now.getTime() + (from + at + 1) * 60_000,
    }));
    await service.store.insertInto("certificates").values(rows).execute();
  }
  const { body } = await exported({ certificates: { by: "search", search: { search: "tablet" } }, format: "csv" }, {}, big);
  const lines = body.split("\r\n");
  expect(lines).toHaveLength(40_002);
  expect([lines[1]?.slice(0, 11), lines.at(-2)?.slice(0, 15)]).toEqual(["tablet0,u3,", "tablet39999,u3,"]);
});
