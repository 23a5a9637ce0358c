import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import pg from "pg";
import { pino } from "pino";
import * as v from "valibot";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { serve } from "../../../src/server/serve.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService, type OpenService } from "../../../src/server/service/open-service.ts";
import { verifyAudit } from "../../../src/server/store/audit/audit.ts";
import { StoreUnavailable } from "../../../src/server/store/database/store-unavailable.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { OperatorError } from "../../../src/server/system/operator-error.ts";
import { makeDatabaseIn, runSql } from "../../support/database.ts";
import { certificatesOf, enrol, makeRequest, refusalOf } from "../../support/enrolment.ts";
import { startPostgres, type Postgres } from "../../support/postgres.ts";
import { runHere, runProgram, startProgram } from "../../support/program.ts";
import { settingsOnFreePorts } from "../../support/settings.ts";
import { makeSmallDisk, mayMount } from "../../support/small-disk.ts";
import { send, type Connection } from "../../support/tls-client.ts";

const subject = { cn: "client28", o: "u00000014" };

let data: string;
let cleaning: AsyncDisposableStack;
beforeEach(async () => {
  cleaning = new AsyncDisposableStack();
  data = await mkdtemp(join(tmpdir(), "koshin-unavailable-"));
  cleaning.defer(() => rm(data, { recursive: true }));
});
afterEach(async () => await cleaning.disposeAsync());

/** Creates a service, and a certificate with 95 days left; the service is not running. */
async function makeService(database?: string): Promise<Omit<Connection, "port">> {
  await initialise(data, { now: new Date(), settings: settingsOnFreePorts, database });
  await using service = await openService(data);
  await createTenant(service, { name: subject.o, product: "weborca", ...byOperator() });
  const now = new Date(Date.now() - 1000 * 86_400_000);
  const { certificate, privateKey } = await issueCertificate(service, { tenant: subject.o, cn: subject.cn, ...byOperator(now) });
  const identity = { cert: encodePem("CERTIFICATE", certificate), key: encodePem("PRIVATE KEY", privateKey) };
  return { root: encodePem("CERTIFICATE", service.authority.root), identity };
}

/** Serves in this process, and collects the log. */
async function serveHere(log: string[] = []): Promise<number> {
  const logger = pino({ level: "info" }, { write: (line: string) => void log.push(line) });
  const running = await serve({ data, port: 0, log: logger });
  cleaning.defer(() => running.close());
  return Number(new URL(running.addresses.app).port);
}

async function expectUnavailable(connection: Connection, body: string): Promise<void> {
  const answer = await enrol(connection, body);
  expect(refusalOf(answer)).toBe("503 unavailable");
  expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
}

async function replacementsIn(service: OpenService): Promise<number> {
  return (await service.store.selectFrom("certificates").select("serial").where("predecessor", "is not", null).execute()).length;
}

describe("PostgreSQL", () => {
  let postgres: Postgres;
  let url: string;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(async () => await postgres[Symbol.asyncDispose]());
  beforeEach(async () => {
    ({ url } = await makeDatabaseIn(postgres.url));
  });

  test("that stops makes every response that needs it 503 unavailable, and the service continues when it is back", async () => {
    const connection = await makeService(url);
    const to = { ...connection, port: await serveHere() };
    const { body } = await makeRequest(subject);
    const [first] = certificatesOf(await enrol(to, body));
    await postgres.stop();
    for (let count = 0; count < 3; count++) {
      expect(refusalOf(await send(to, { path: paths.status }))).toBe("503 unavailable");
      await expectUnavailable(to, (await makeRequest(subject)).body);
    }
    await postgres.start();
    expect(certificatesOf(await enrol(to, body))[0].serial).toBe(first.serial);
    expect(certificatesOf(await enrol(to, (await makeRequest(subject)).body))[0].serial).not.toBe(first.serial);
    await using service = await openService(data);
    expect(await verifyAudit(service.store)).toEqual({ whole: 5 });
  });

  // Skipped for PostgreSQL if file systems cannot be mounted; SQLite has its own test below.
  test.skipIf(!mayMount())(
    "on a full disk refuses to renew, loses nothing that was issued, and continues when there is space again",
    async () => {
      const place = await mkdtemp(join(tmpdir(), "koshin-disk-"));
      await chmod(place, 0o755);
      cleaning.defer(() => rmdir(place));
      const disk = cleaning.use(await makeSmallDisk(place, "32m", "postgres"));
      const name = new URL(url).pathname.slice(1);
      await runSql(postgres.url, `create tablespace small location '${disk.folder}'`);
      cleaning.defer(async () => {
        await runSql(postgres.url, `drop database ${name} with (force)`);
        await runSql(postgres.url, "drop tablespace small");
      });
      await runSql(postgres.url, `alter database ${name} set tablespace small`);
      const connection = await makeService(url);
      const to = { ...connection, port: await serveHere() };
      const service = cleaning.use(await openService(data));
      expect((await send(to, { path: paths.status })).status).toBe(200);

      await disk.fill();
      const issued: string[] = [];
      let failure: unknown;
      // Existing pages still have some space.
      for (let number = 100; failure === undefined && number < 5000; number++) {
        const order = { tenant: subject.o, cn: `client${number}`, ...byOperator() };
        await issueCertificate(service, order).then(
          ({ serial }) => void issued.push(serial),
          (error: unknown) => (failure = error),
        );
      }
      expect(failure).toBeInstanceOf(StoreUnavailable);
      const before = await verifyAudit(service.store);
      const { body } = await makeRequest(subject);
      for (let count = 0; count < 3; count++) {
        await expectUnavailable(to, body);
        expect((await send(to, { path: paths.status })).status).toBe(200);
      }
      expect([await replacementsIn(service), await verifyAudit(service.store)]).toEqual([0, before]);

      await disk.clear();
      const [renewed] = certificatesOf(await enrol(to, body));
      expect(certificatesOf(await enrol(to, body))[0].serial).toBe(renewed.serial);
      expect([await replacementsIn(service), await verifyAudit(service.store)]).toEqual([1, { whole: before.whole + 1 }]);
      const rows = await service.store.selectFrom("certificates").select("serial").execute();
      const there = new Set(rows.map(({ serial }) => serial));
      expect(issued.filter((serial) => !there.has(serial))).toEqual([]);
      // The person's, the others', and the replacement: nothing that was refused.
      expect(there.size).toBe(issued.length + 2);
    },
  );

  test("that is unreachable at the start is reported as an operator error, without the password", async () => {
    await makeService(url);
    await postgres.stop();
    const error: unknown = await openService(data).catch((cause: unknown) => cause);
    expect(error instanceof OperatorError && error.code).toBe("database-unusable");
    await postgres.start();
  });

  test("that requires a password gets it only from the variable, and neither output nor settings contain it", async () => {
    const admin = new pg.Client(postgres.url);
    await admin.connect();
    await admin.query(`create role guarded login superuser password '${postgres.password}'`);
    await admin.end();
    const guarded = new URL(url);
    guarded.username = "guarded";
    const withPassword = new URL(guarded);
    withPassword.password = postgres.password;

    const refused = await runProgram("init", "--data", join(data, "a"), "--database", withPassword.href);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("PGPASSWORD")]);
    const unheard = await runProgram("init", "--data", join(data, "b"), "--database", guarded.href);
    expect([unheard.code, unheard.stderr.startsWith("koshin: ")]).toEqual([1, true]);

    const env = { KOSHIN_DATABASE_URL: withPassword.href };
    const made = await startProgram(["init", "--data", join(data, "c")], env).ended;
    expect([made.stderr, made.code]).toEqual(["", 0]);
    const backup = join(data, "backup");
    const backedUp = await startProgram(["backup", "--data", join(data, "c"), "--out", backup], env).ended;
    expect([backedUp.stderr, backedUp.code]).toEqual(["", 0]);
    withPassword.password = "wrong-Zq71";
    const wrong = await startProgram(["serve", "--data", join(data, "c")], { KOSHIN_DATABASE_URL: withPassword.href }).ended;
    expect([wrong.code, wrong.stderr.startsWith("koshin: ")]).toEqual([1, true]);
    const said = [refused, unheard, made, backedUp, wrong].map(({ stdout, stderr }) => stdout + stderr).join("");
    const kept = await readFile(join(data, "c", "koshin.json"), "utf8");
    for (const text of [said, kept]) expect(text).not.toMatch(/guarded-1Qz7|wrong-Zq71/);
  });

  test.each(["mysql://host/name", "postgres:/host", "koshin.sqlite", "postgres://ho st/name"])(
    "is not what %s names",
    async (address) => {
      const { code, stderr } = await runHere("init", "--data", join(data, "a"), "--database", address);
      expect(code).toBe(1);
      expect(stderr).toBe("koshin: Invalid database URL. Write postgres://user@host:5432/name. (database-address-wrong)\n");
    },
  );

  test("makes a request wait while another process writes, but only for five seconds", async () => {
    const connection = await makeService(url);
    const to = { ...connection, port: await serveHere() };
    const other = new pg.Client(url);
    await other.connect();
    await other.query("begin; select pg_advisory_xact_lock(738197504)");
    await waitsThenGoesOn(to, () => other.query("commit"));
    await other.query("begin; select pg_advisory_xact_lock(738197504)");
    await expectUnavailable(to, (await makeRequest(subject)).body);
    await other.end();
    expect((await enrol(to, (await makeRequest(subject)).body)).status).toBe(200);
  });
});

describe("SQLite", () => {
  test("makes a request wait while another process writes, but only for five seconds", async () => {
    const connection = await makeService();
    const to = { ...connection, port: await serveHere() };
    const other = new DatabaseSync(dataFolder(data).database);
    cleaning.defer(() => other.close());
    other.exec("begin immediate");
    await waitsThenGoesOn(to, () => other.exec("commit"));
    other.exec("begin immediate");
    await expectUnavailable(to, (await makeRequest(subject)).body);
    other.exec("rollback");
    expect((await enrol(to, (await makeRequest(subject)).body)).status).toBe(200);
  });

  test("on a full disk refuses to renew, continues to read, and renews when there is space again", async () => {
    const connection = await makeService();
    await using service = await openService(data);
    const program = startProgram(["serve", "--data", data]);
    cleaning.defer(() => program.signal("SIGKILL"));
    const Line = v.pipe(v.string(), v.parseJson(), v.looseObject({ app: v.string() }));
    const to = { ...connection, port: Number(new URL(v.parse(Line, await program.firstLine).app).port) };
    expect((await send(to, { path: paths.status })).status).toBe(200);
    const before = await verifyAudit(service.store);
    const { body } = await makeRequest(subject);

    // No file of this process may grow past its first page; every write there fails in the kernel.
    await limitFiles(program.pid, "4096");
    for (let count = 0; count < 3; count++) {
      await expectUnavailable(to, body);
      expect((await send(to, { path: paths.status })).status).toBe(200);
    }
    expect([await replacementsIn(service), await verifyAudit(service.store)]).toEqual([0, before]);

    await limitFiles(program.pid, "unlimited");
    const [renewed] = certificatesOf(await enrol(to, body));
    expect(certificatesOf(await enrol(to, body))[0].serial).toBe(renewed.serial);
    expect([await replacementsIn(service), await verifyAudit(service.store)]).toEqual([1, { whole: before.whole + 1 }]);
  });
});

/** Expects that a renewal started during another transaction completes after it. */
async function waitsThenGoesOn(to: Connection, commit: () => unknown): Promise<void> {
  let answered = false;
  const waiting = enrol(to, (await makeRequest(subject)).body).then((answer) => {
    answered = true;
    return answer;
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(answered).toBe(false);
  await commit();
  expect((await waiting).status).toBe(200);
}

/** Sets how large a file a running process may write, in bytes (setrlimit(2), RLIMIT_FSIZE). */
async function limitFiles(pid: number, size: string): Promise<void> {
  await promisify(execFile)("prlimit", ["--pid", String(pid), `--fsize=${size}:unlimited`]);
}
