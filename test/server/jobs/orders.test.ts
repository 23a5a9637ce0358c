import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CertificateDetail, type CertificateOrder } from "../../../src/protocol/console/certificates.ts";
import { Job } from "../../../src/protocol/console/jobs.ts";
import { mostOrders, orderFileLimit, OrderPreview } from "../../../src/protocol/console/orders.ts";
import { consolePaths } from "../../../src/protocol/console/paths.ts";
import { readAudit } from "../../../src/server/store/audit/audit.ts";
import { administratorOf, type LoggedInAdministrator } from "../../support/administrator.ts";
import { contentOf, pathOf, refusalIn } from "../../support/console-answers.ts";
import { detailOf, finished } from "../../support/jobs.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import type { Received } from "../../support/tls-client.ts";

let world: ThrowawayService;
let operator: LoggedInAdministrator;
beforeAll(async () => {
  world = await startService();
  operator = await administratorOf(world, { account: "sato", role: "operator" });
});
afterAll(async () => await world[Symbol.asyncDispose]());

async function preview(file: string | Uint8Array, who = operator): Promise<Received> {
  return await who.ask({ method: "POST", path: consolePaths.orderPreview, headers: { "Content-Type": "text/csv" }, body: file });
}

async function previewed(file: string, who = operator): Promise<OrderPreview> {
  return contentOf(OrderPreview, await preview(file, who));
}

/** Orders what a preview shows. */
async function order(rows: readonly ({ readonly line: number } & Partial<CertificateOrder>)[], who = operator): Promise<Received> {
  const orders = rows.map(({ line, cn, device = "", remark = "", mail = "", another }) => ({
    ...{ line, cn, device, remark, mail },
    ...(another === undefined ? {} : { another }),
  }));
  const headers = { "Content-Type": "application/json" };
  return await who.ask({ method: "POST", path: consolePaths.orders, headers, body: JSON.stringify({ orders }) });
}

async function ordered(...rows: Parameters<typeof order>[0]): Promise<string> {
  return contentOf(Job, await order(rows)).id;
}

describe("a preview", () => {
  test("says of each row what it would do", async () => {
    const { rows, ...rest } = await previewed("CN,端末,備考,メール\r\nclient1,PC-1,受付,a@example.jp\r\napi2,,,\r\nnas7,,,\r\n");
    expect(rest).toMatchObject({ faults: [], good: 3, doubtful: 0, faulty: 0 });
    expect(rows.map(({ line, cn, kind, device, remark, mail }) => [line, cn, kind, device, remark, mail])).toEqual([
      [2, "client1", "client", "PC-1", "受付", "a@example.jp"],
      [3, "api2", "api", "", "", ""],
      [4, "nas7", "other", "", "", ""],
    ]);
    expect(rest.kinds.map(({ name }) => name)).toEqual(["client", "api", "other"]);
  });

  test.each([
    ["an empty CN", ",PC", "cn-empty", "cn", ""],
    ["a CN of no kind", "Tanaka,", "cn-not-allowed", "cn", "Tanaka"],
    ["a path for a CN", "../../etc/passwd,", "cn-not-allowed", "cn", "../../etc/passwd"],
    ["a script for a CN", "<script>alert(1)</script>,", "cn-not-allowed", "cn", "<script>alert(1)</script>"],
    ["a long CN", `client${"1".repeat(60)},`, "too-long", "cn", `client${"1".repeat(60)}`],
    ["a control character in the CN", "client\u00071,", "control-characters", "cn", "client␇1"],
    ["a control character in the device", "client2,PC\u001b[31m", "control-characters", "device", "PC␛[31m"],
    ["an octet 0 in the device", "client2,PC\u0000", "control-characters", "device", "PC␀"],
    ["a long device", `client2,${"x".repeat(1001)}`, "too-long", "device", `${"x".repeat(100)}…`],
    ["a long remark", `client2,,${"語".repeat(1001)}`, "too-long", "remark", `${"語".repeat(100)}…`],
    ["a malformed address", "client2,,,tanaka", "mail-malformed", "mail", "tanaka"],
    ["another kind than its CN's", "client2,,,,API接続用の証明書", "kind-wrong", "kind", "API接続用の証明書"],
    ["a cell too many", "client2,,,,,x", "cells-exceeded", null, "x"],
  ])("names a row with %s", async (_, row, code, column, value) => {
    const { rows, good, faulty } = await previewed(`CN,device,remark,mail,kind\nclient1\n${row}\n`);
    expect(rows.map(({ line, faults }) => [line, faults])).toEqual([
      [2, []],
      [3, [{ code, column, value, line: null }]],
    ]);
    expect([good, faulty]).toEqual([1, 1]);
  });

  test("takes a kind by its name, in either language, and as the list shows and exports it", async () => {
    const settings = "client1,client\nclient2,クライアント証明書\nclient3,Client Certificate\n";
    const site = "client4,テナント-client\nclient5,Tenant client\ndb6,テナント-DB接続\n";
    expect(await previewed(`CN,種別\n${settings}${site}`)).toMatchObject({ good: 6, faulty: 0 });
  });

  test("names rows that repeat an earlier one, and doubts those that would be a second one for a holder or a device", async () => {
    const { rows, good, doubtful, faulty } = await previewed("client1,PC-1\nclient1,PC-1\nclient1,PC-2\nclient2,PC-2\n");
    const told = rows.map(({ faults, doubts }) => [...faults, ...doubts].map(({ code, line }) => [code, line]));
    expect(told).toEqual([[], [["repeated", 1]], [["cn-repeated", 1]], [["device-repeated", 3]]]);
    expect([good, doubtful, faulty]).toEqual([1, 2, 1]);
  });

  test("compares a row only with earlier ones that can be issued", async () => {
    const { good, faulty } = await previewed(
      "CN,device,mail\nclient1,PC-1,wrong\nclient1,PC-1,\nclient2,PC-2,wrong\nclient3,PC-2,\n",
    );
    expect([good, faulty]).toEqual([2, 2]);
  });

  test("doubts what exists already, and names the certificate; not what has ended, or is another organisation's", async () => {
    const holder = await world.issue("client10", 300);
    await world.issue("client11", -3);
    await administratorOf(world, { account: "other", tenant: "u-other" });
    await world.issue("client12", 300, { tenant: "u-other" });
    await finished(operator, await ordered({ line: 1, cn: "client13", device: "薬局PC" }));
    const { rows } = await previewed("client10\nclient11\nclient12\nclient14,薬局PC\nclient15,薬局");
    const told = rows.map(({ doubts }) => doubts.map(({ code, certificate }) => [code, certificate?.cn]));
    expect(told).toEqual([[["holder-has-certificate", "client10"]], [], [], [["device-has-certificate", "client13"]], []]);
    const { issuer, serial } = holder;
    expect(rows[0]?.doubts[0]?.certificate).toEqual({ issuer, serial, cn: "client10" });
  });

  test("is refused of a file that is too large, or no file", async () => {
    expect(refusalIn(await preview(new Uint8Array(orderFileLimit + 1)))).toEqual([413, "body-too-large"]);
    const json = { method: "POST", path: consolePaths.orderPreview, headers: { "Content-Type": "application/json" }, body: "{}" };
    expect(refusalIn(await operator.ask(json))).toEqual([415, "media-type-wrong"]);
  });

  test("says it of as many rows as there may be", async () => {
    const rows = Array.from({ length: mostOrders }, (_, at) => `client${100_000 + at},PC-${at}`);
    const { good } = await previewed(["CN,device", ...rows].join("\n"));
    expect(good).toBe(mostOrders);
  });
});

describe("orders", () => {
  test("are issued in the background, with what is noted about them, and their files are handed out", async () => {
    const id = await ordered(
      { line: 2, cn: "client20", device: "PC-20", remark: "<b>受付</b>", mail: "tanaka@example.jp" },
      { line: 5, cn: "client21" },
    );
    const { job, rows } = await finished(operator, id);
    expect(job).toMatchObject({ act: { kind: "issue" }, by: "sato", state: "finished", total: 2, done: 2, refused: 0 });
    expect(rows.map(({ number, cn, state }) => [number, cn, state])).toEqual([
      [2, "client20", "done"],
      [5, "client21", "done"],
    ]);
    const [issued] = rows.flatMap((row) => row.issued ?? []);
    if (issued === undefined) throw new Error("Two were issued.");
    expect(contentOf(CertificateDetail, await operator.ask({ path: pathOf(issued) }))).toMatchObject({
      ...{ cn: "client20", key: "kept", device: "PC-20", remark: "<b>受付</b>", mail: "tanaka@example.jp", state: "in-use" },
      edited: { by: "sato" },
    });
    const trail = await readAudit(world.service.store, `${issued.issuer}/${issued.serial}`);
    expect(trail.map(({ actor, action }) => [actor, action])).toEqual([["account:sato@u00000014", "issued"]]);
    const rest = await world.service.store.selectFrom("jobRows").select("mail").where("job", "=", id).execute();
    expect(rest).toEqual([{ mail: null }, { mail: null }]);

    await operator.confirm();
    const archive = await operator.ask({
      ...{ method: "POST", path: consolePaths.archives, headers: { "Content-Type": "application/json" } },
      body: JSON.stringify({ selection: { by: "job", job: id } }),
    });
    for (const cn of ["client20", "client21"]) expect(archive.body).toContain(`_u00000014_${cn}.p12`);
  });

  test("are not accepted if one has a fault by then, and then none is issued", async () => {
    const good = { line: 1, cn: "client30" };
    for (const bad of [{ cn: "Tanaka" }, { cn: "client30" }, { cn: "../client31" }]) {
      expect(refusalIn(await order([good, { line: 2, ...bad }]))).toEqual([409, "orders-not-accepted"]);
    }
    for (const bad of [{ cn: "" }, { cn: "client31\u0000" }, { cn: "client31", remark: "\u0007" }, { cn: "client31", mail: "x" }]) {
      expect(refusalIn(await order([good, { line: 2, ...bad }]))).toEqual([400, "request-malformed"]);
    }
    expect(refusalIn(await order([good, { ...good, cn: "client31" }]))).toEqual([400, "request-malformed"]);
    expect(refusalIn(await order([]))).toEqual([400, "request-malformed"]);
    expect((await previewed("client30\nclient31")).good).toBe(2);
  });

  test("of one more are accepted if that is wanted, for each by itself", async () => {
    await world.issue("client40", 300);
    const one = { line: 1, cn: "client40", device: "tablet" };
    const two = { line: 2, cn: "client40", device: "phone" };
    expect(refusalIn(await order([one]))).toEqual([409, "orders-not-accepted"]);
    expect(refusalIn(await order([{ ...one, another: true }, two]))).toEqual([409, "orders-not-accepted"]);
    const id = await ordered({ ...one, another: true }, { ...two, another: true });
    expect((await finished(operator, id)).job).toMatchObject({ done: 2, refused: 0 });
  });

  test("are judged once more when their turn comes", async () => {
    const tenant = "u-turn";
    const who = await administratorOf(world, { account: "sato", tenant, role: "operator" });
    const other = await administratorOf(world, { account: "other", tenant, role: "operator" });
    const orders = [
      { line: 1, cn: "client50", device: "PC-1" },
      { line: 2, cn: "client51", device: "PC-2" },
    ];
    const both = await Promise.all([order(orders, who), order(orders, other)]);
    const jobs = await Promise.all(
      both.filter(({ status }) => status === 200).map(async (each) => await finished(who, contentOf(Job, each).id)),
    );
    const done = jobs.flatMap(({ rows }) => rows).filter(({ state }) => state === "done");
    expect(done.map(({ cn }) => cn).toSorted()).toEqual(["client50", "client51"]);
    for (const { rows } of jobs) {
      for (const { state, refusal } of rows)
        if (state !== "done") expect(refusal?.code).toMatch(/^(holder|device)-has-certificate$/);
    }
  });

  test("are stopped: what is issued remains, and the rest is skipped", async () => {
    const rows = Array.from({ length: 30 }, (_, at) => ({ line: at + 2, cn: `client${600 + at}`, mail: "a@example.jp" }));
    const id = await ordered(...rows);
    await operator.ask({ method: "POST", path: `${consolePaths.jobs}/${id}/stop` });
    const { job } = await detailOf(operator, id);
    expect(job.state).toBe("stopped");
    expect(job.skipped).toBeGreaterThan(0);
    const mails = await world.service.store.selectFrom("jobRows").select("mail").where("job", "=", id).execute();
    expect(mails.every(({ mail }) => mail === null)).toBe(true);
    const { good, doubtful } = await previewed(rows.map(({ cn }) => cn).join("\n"));
    expect([good, doubtful]).toEqual([job.skipped, job.done]);
  });

  test("have results that no spreadsheet takes for formulas", async () => {
    const id = await ordered({ line: 7, cn: "client60", device: "=1+1", remark: "@SUM(A1)" });
    await finished(operator, id);
    const { body } = await operator.ask({ path: `${consolePaths.jobs}/${id}/results`, headers: { "Accept-Language": "en" } });
    const [, row] = body.split("\r\n");
    expect(row).toMatch(/^7,client60,done,,,,,[0-9a-f]+,[0-9A-Fa-f]+,'@SUM\(A1\),'=1\+1,/);
  });

  test("of a device that has a certificate are refused one by one, too, unless one more is wanted", async () => {
    await finished(operator, await ordered({ line: 1, cn: "client70", device: "PC-70" }));
    const headers = { "Content-Type": "application/json" };
    const issue = async (another: boolean) =>
      await operator.ask({
        ...{ method: "POST", path: consolePaths.certificates, headers },
        body: JSON.stringify({ cn: "client71", remark: "", device: "PC-70", another }),
      });
    expect(refusalIn(await issue(false))).toEqual([409, "device-has-certificate"]);
    expect((await issue(true)).status).toBe(200);
  });
});
