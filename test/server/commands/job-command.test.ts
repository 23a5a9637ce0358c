import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Job, JobForecast } from "../../../src/protocol/console/jobs.ts";
import { consolePaths } from "../../../src/protocol/console/paths.ts";
import { HeldRecoveryCode } from "../../../src/protocol/console/recovery-codes.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { annotateOwn } from "../../../src/server/issuance/administration/annotate-own.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { operators } from "../../../src/server/jobs/operators.ts";
import { readAudit } from "../../../src/server/store/audit/audit.ts";
import { administratorOf, type LoggedInAdministrator } from "../../support/administrator.ts";
import { pathOf } from "../../support/console-answers.ts";
import { detailOf, named, order, waitingJob } from "../../support/jobs.ts";
import { runHere, type Ended } from "../../support/program.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";

const tenant = "u00000014";
const another = "u00000015";

let world: ThrowawayService;
let sato: LoggedInAdministrator;
beforeAll(async () => {
  world = await startService({ began: new Date() });
  sato = await administratorOf(world, { account: "sato" });
  await createTenant(world.service, { name: another, product: "weborca", ...byOperator(world.now) });
});
afterAll(async () => await world[Symbol.asyncDispose]());

/** Certificates on a device of this name. */
async function several(device: string, cns: readonly string[], daysLeft = 50): Promise<Holder[]> {
  const holders: Holder[] = [];
  for (const cn of cns) {
    const holder = await world.issue(cn, daysLeft);
    const edit = { notes: { device }, version: "*", by: operators(tenant), now: world.now };
    await annotateOwn(world.service, holder, edit);
    holders.push(holder);
  }
  return holders;
}

async function job(verb: string, ...args: readonly string[]): Promise<Ended> {
  return await runHere("job", verb, "--data", world.data, ...args);
}

const Acted = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    changed: v.boolean(),
    forecast: JobForecast,
    mark: v.nullable(v.string()),
    job: v.nullable(v.string()),
    done: v.optional(v.number()),
    refused: v.optional(v.number()),
    finished: v.optional(v.boolean()),
  }),
);

/** Acts on what is selected, and reads what it says as JSON. */
async function act(
  verb: string,
  ...args: readonly string[]
): Promise<v.InferOutput<typeof Acted> & { readonly code: number | null }> {
  const { code, stdout } = await job(verb, "--tenant", tenant, "--json", ...args);
  return { code, ...v.parse(Acted, stdout) };
}

async function trailOf({ issuer, serial }: Pick<Holder, "issuer" | "serial">): Promise<string[]> {
  return (await readAudit(world.service.store, `${issuer}/${serial}`)).map(({ actor, action }) => `${actor} ${action}`);
}

async function shown(id: string): Promise<v.InferOutput<typeof Job>> {
  return v.parse(v.pipe(v.string(), v.parseJson(), Job), (await job("show", "--job", id, "--json")).stdout);
}

describe("koshin job", () => {
  test("only says what it would do without --yes, by number, and does it to those that it has counted", async () => {
    const [one] = await several("PC-100", ["client100", "client101"]);
    const revoke = ["--search", "PC-100", "--reason", "cessation-of-operation"];
    const said = await job("revoke", "--tenant", tenant, ...revoke);
    expect([said.code, said.stderr]).toEqual([0, ""]);
    expect(said.stdout).toMatch(/^2 certificates selected\.\n2 certificates will be revoked\. .+\nNothing is done yet\. Add --yes/);
    const { changed, forecast, mark, job: none } = await act("revoke", ...revoke);
    expect([changed, forecast.total, forecast.done, none]).toEqual([false, 2, 2, null]);

    await several("PC-100", ["client102"]);
    const found = (await runHere("find", "--data", world.data, "--tenant", tenant, "--search", "PC-100", "--json")).stdout;
    expect(found.match(/"cn":"client10[012]","device":"PC-100","remark":null/g)).toHaveLength(3);
    const others = await job("revoke", "--tenant", tenant, ...revoke, "--yes", "--mark", mark ?? "");
    expect([others.code, others.stdout]).toEqual([1, ""]);
    expect(others.stderr).toMatch(/\(selection-changed\)\n$/);

    const done = await job("revoke", "--tenant", tenant, ...revoke, "--yes", "--json");
    expect([done.code, done.stderr]).toEqual([0, expect.stringContaining("koshin: 3 certificates will be revoked.")]);
    const { job: id, ...outcome } = v.parse(Acted, done.stdout);
    expect(outcome).toMatchObject({ changed: true, done: 3, refused: 0, finished: true });
    expect(await trailOf(one ?? expect.fail())).toContain("operator revoked");
    // The site shows it like any other.
    expect((await detailOf(sato, id ?? "")).job).toMatchObject({ by: "", state: "finished", act: { kind: "revoke" } });
    expect((await readAudit(world.service.store, `job ${id}`)).map(({ actor, action }) => [actor, action])).toEqual([
      ["operator", "job-started"],
      ["operator", "job-finished"],
    ]);
    expect(await act("revoke", ...revoke, "--ended", "--yes")).toMatchObject({ changed: false, job: null, code: 0 });
  });

  test("acts on the certificates of a file, as they are listed, and on no other tenant's", async () => {
    const [one, two] = await several("PC-200", ["client200", "client201"]);
    if (one === undefined || two === undefined) throw new Error("Two were issued.");
    const file = join(world.data, "certificates");
    await writeFile(
      file,
      `${JSON.stringify({ issuer: one.issuer, serial: one.serial, cn: one.cn })}\n\n${two.serial.toLowerCase()}\n`,
    );
    const noted = await act("annotate", "--certificates", file, "--set-remark", "2F", "--yes");
    expect(noted).toMatchObject({ code: 0, mark: null, done: 2 });
    const found = await act("annotate", "--remark", "2F", "--set-device", "PC-201");
    expect(found.forecast).toMatchObject({ total: 2, done: 2, overwritten: 2 });

    const exported = join(world.data, "exported");
    const toFile = async (...args: readonly string[]): Promise<Ended> =>
      await runHere("export", "--data", world.data, "--tenant", tenant, "--remark", "2F", "--out", exported, ...args);
    expect((await toFile("--language", "en")).code).toBe(0);
    const [head, ...rows] = (await readFile(exported, "utf8")).trimEnd().split("\r\n");
    expect([head, rows.length]).toEqual([expect.stringContaining("Device,Remark,Serial number"), 2]);
    expect((await toFile()).stderr).toMatch(/\(file-exists\)\n$/);
    const exports = (await readAudit(world.service.store, tenant)).filter(({ action }) => action === "certificates-exported");
    expect(exports).toMatchObject([{ actor: "operator" }]);

    await writeFile(file, `${one.issuer}/${one.serial}\nPC-200\n`);
    expect((await job("renew", "--tenant", tenant, "--certificates", file)).stderr).toMatch(
      /Line 2 of .+ names no certificate.+\(certificates-malformed\)\n$/,
    );
    await writeFile(file, `${(await world.issue("client202", 50, { tenant: another })).serial}\n`);
    expect((await job("renew", "--tenant", tenant, "--certificates", file)).stderr).toMatch(/\(certificate-unknown\)\n$/);
  });

  test("fails unless everything was done, and lists why not", async () => {
    await several("PC-300", ["client300", "clientx301"]);
    const { code, forecast, ...outcome } = await act("renew", "--search", "PC-300", "--yes");
    expect(forecast).toMatchObject({ total: 2, done: 1, refused: [{ code: "type-not-renewable", count: 1 }] });
    expect([code, outcome]).toMatchObject([1, { done: 1, refused: 1, finished: true }]);
    const id = outcome.job ?? "";
    const results = async (state: string): Promise<unknown> =>
      JSON.parse((await job("results", "--job", id, "--state", state, "--json")).stdout);
    expect(await results("refused")).toMatchObject({ row: 2, cn: "clientx301", code: "type-not-renewable", issuedSerial: null });
    const written: unknown = expect.any(String);
    expect(await results("done")).toMatchObject({ row: 1, cn: "client300", code: null, issuedSerial: written });
    const listed = (await job("list", "--tenant", tenant, "--json")).stdout.split("\n")[0] ?? "";
    expect(JSON.parse(listed)).toMatchObject({ id, tenant, act: "renew", state: "finished", total: 2, done: 1, by: null });
    expect((await job("list", "--tenant", another)).stdout).toBe("");
    expect((await job("show", "--job", id, "--wait")).code).toBe(1);
    expect(await act("renew", "--search", "clientx301", "--yes")).toMatchObject({ code: 1, changed: false, job: null });
    expect(await act("renew", "--search", "nobody's", "--yes")).toMatchObject({ code: 0, changed: false, job: null });
    expect(JSON.parse((await job("stop", "--job", id, "--json")).stdout)).toMatchObject({ changed: false, state: "finished" });

    const out = join(world.data, "files.zip");
    const handOut = async (...args: readonly string[]): Promise<Ended> =>
      await runHere("hand-out", "--data", world.data, "--tenant", tenant, "--issued-by", id, "--out", out, ...args);
    expect((await handOut()).stdout).toBe(
      "1 certificate selected; the files of 1 can be handed out. Nothing is handed out yet. Add --yes.\n",
    );
    expect(JSON.parse((await handOut("--yes", "--json")).stdout)).toMatchObject({
      changed: true,
      selected: 1,
      included: 1,
      file: out,
    });
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    expect((await readFile(out)).toString("latin1")).toContain("_password.txt");
    const [issued] = (await detailOf(sato, id)).rows.flatMap((row) => row.issued ?? []);
    expect(await trailOf(issued ?? expect.fail())).toEqual(
      ["issued", "file-handed-out", "fetched", "password-shown"].map((action) => `operator ${action}`),
    );
    expect((await handOut("--yes")).stderr).toMatch(/\(file-exists\)\n$/);
  });

  test("orders renewals in hours, which only operators replace", async () => {
    const [one] = await several("PC-400", ["client400"], 300);
    const renewNow = ["--search", "PC-400", "--reason", "new PCs", "--hours", "19:00-23:00", "--yes"];
    const first = await act("renew-now", ...renewNow, "--no-wait");
    expect(first).toMatchObject({ code: 0, changed: true, finished: false });
    const id = first.job ?? "";
    const ended = await job("show", "--job", id, "--wait");
    expect([ended.code, ended.stdout]).toEqual([
      0,
      expect.stringContaining("renew-now (now, daily 19:00-23:00, new PCs), 1 certificate"),
    ]);
    expect((await shown(id)).act).toMatchObject({ window: { from: "19:00", to: "23:00" }, reason: "new PCs" });

    const order1 = { kind: "order", reason: "", startsAt: null, window: null, endsAt: null } as const;
    const foretold = await order(sato, order1, named(one ?? expect.fail()), consolePaths.forecast);
    expect(foretold.body).toContain("order-of-operators");
    expect((await act("renew-now", ...renewNow.slice(0, -1))).forecast).toMatchObject({ done: 1, overwritten: 1, refused: [] });
    const cancelled = await job("renew-now", "--tenant", tenant, ...renewNow.slice(0, -1), "--until", "2020-01-01");
    expect(cancelled.stdout).toContain("1 certificate will be due at the usual time");
    expect(cancelled.stdout).toContain("an order is in force, which this cancels");
  });

  test("stops a job of an administrator", async () => {
    const [one] = await several("PC-500", ["client500"]);
    const id = await waitingJob(world, "sato", one ?? expect.fail());
    expect((await job("show", "--job", id)).stdout).toMatch(/: renew, 1 certificate of u00000014\n {2}started {3}\S+ {2}sato\n/);
    const { code, stdout } = await job("stop", "--job", id);
    expect([code, stdout]).toEqual([0, expect.stringContaining("stopped   by the operators of the service")]);
    expect((await detailOf(sato, id)).job).toMatchObject({ state: "stopped", skipped: 1, stopped: { by: "" } });
    const unknown = await job("stop", "--job", "00000000-0000-4000-8000-000000000000");
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringMatching(/\(job-unknown\)\n$/)]);
  });

  test.each([
    [["renew"], "Name the certificates: --certificates, what to search for, such as --search, or --all."],
    [["renew", "--ended", "--yes"], "Name the certificates: --certificates, what to search for, such as --search, or --all."],
    [["annotate", "--all"], "Name what to note: --set-remark or --set-device."],
    [["revoke", "--all", "--reason", "no"], "Option '--reason <reason>' argument 'no' is invalid."],
    [["renew", "--all", "--certificates", "x"], "Option '--certificates <file>' cannot be used with option '--all'."],
    [["renew-now", "--all", "--reason", "", "--from", "2026-12-31", "--until", "2026-12-31"], "--until must be after --from."],
  ])("explains what is wrong with %j", async ([verb = "", ...args], message) => {
    const { code, stderr } = await job(verb, "--tenant", tenant, ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe("koshin recovery-code", () => {
  const codes = async (...args: readonly string[]): Promise<Ended> =>
    await runHere("recovery-code", "--data", world.data, "--tenant", tenant, ...args);

  test("issues codes for the holders of several certificates, once they were counted", async () => {
    const [one] = await several("PC-600", ["client600", "client600", "clientx601"], -1);
    const counted = await codes("--search", "PC-600", "--ended");
    expect([counted.code, counted.stdout]).toEqual([0, expect.stringContaining("1 holder will get a recovery code.")]);
    const { code, stdout } = await codes("--search", "PC-600", "--ended", "--yes", "--json");
    const { holders } = v.parse(v.pipe(v.string(), v.parseJson(), v.object({ holders: v.array(HeldRecoveryCode) })), stdout);
    expect(code).toBe(1);
    const given = holders.map(({ cn, code: each, refusal }) => [cn, typeof each, refusal?.code]);
    expect(new Map(given.map(([cn, ...rest]) => [cn, rest]))).toEqual(
      new Map([
        ["client600", ["string", undefined]],
        ["clientx601", ["object", "type-not-renewable"]],
      ]),
    );
    const detail = await sato.ask({ path: pathOf(one ?? expect.fail()) });
    expect(detail.body).toContain('"recoveryCode":{"possible":true,"unused":{"by":null');
    expect((await codes("--cn", "client600", "--search", "x")).code).toBe(2);
    expect((await codes("--cancel")).stderr).toContain("Name the person whose code is cancelled: --cn.");
  });
});
