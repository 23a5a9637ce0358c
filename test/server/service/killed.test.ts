import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService, type OpenService } from "../../../src/server/service/open-service.ts";
import { verifyAudit } from "../../../src/server/store/audit/audit.ts";
import { nameOf } from "../../../src/server/store/certificates/certificate-name.ts";
import { makeDatabase } from "../../support/database.ts";
import { certificatesOf, enrol, makeRequest } from "../../support/enrolment.ts";
import { startProgram, type RunningProgram } from "../../support/program.ts";
import { numberOf } from "../../support/records.ts";
import { settingsOnFreePorts } from "../../support/settings.ts";
import type { Identity } from "../../support/tls-client.ts";

const rounds = 10;
const tenant = "u00000014";

let data: string;
let service: OpenService;
let root: string;
const cleaning = new AsyncDisposableStack();
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "koshin-killed-"));
  cleaning.defer(() => rm(data, { recursive: true }));
  const database = await makeDatabase();
  if (database !== undefined) cleaning.defer(() => database.drop());
  await initialise(data, { now: new Date(), settings: settingsOnFreePorts, database: database?.url });
  service = cleaning.use(await openService(data));
  root = encodePem("CERTIFICATE", service.authority.root);
  await createTenant(service, { name: tenant, product: "weborca", ...byOperator() });
});
afterAll(async () => await cleaning.disposeAsync());

interface Server {
  readonly program: RunningProgram;
  readonly port: number;
}

async function startServer(): Promise<Server> {
  const program = startProgram(["serve", "--data", data]);
  cleaning.defer(() => program.signal("SIGKILL"));
  const Addresses = v.pipe(v.string(), v.parseJson(), v.looseObject({ app: v.string() }));
  const { app } = v.parse(Addresses, await program.firstLine);
  return { program, port: Number(new URL(app).port) };
}

let issued = 0;
/** A new certificate with a hundred days left. */
async function someone(): Promise<Identity & { readonly cn: string; readonly serial: string }> {
  const cn = `client${++issued}`;
  const threeYears = 1095 * 86_400_000;
  const now = new Date(Date.now() - threeYears + 95 * 86_400_000);
  const { certificate, privateKey, serial } = await issueCertificate(service, { tenant, cn, ...byOperator(now) });
  return { cn, serial, cert: encodePem("CERTIFICATE", certificate), key: encodePem("PRIVATE KEY", privateKey) };
}

/** The acknowledgements to the clients of one round, by predecessor. */
interface Told {
  readonly acknowledged: Map<string, string[]>;
  unanswered: number;
}

/** Renews with a new key each time, at any server, until one does not respond. */
async function renewUntilCut(holder: Awaited<ReturnType<typeof someone>>, servers: readonly Server[], told: Told): Promise<void> {
  const acknowledged = told.acknowledged.get(holder.serial) ?? [];
  told.acknowledged.set(holder.serial, acknowledged);
  for (let count = 0; count < 5; count++) {
    const { body } = await makeRequest({ cn: holder.cn, o: tenant });
    const port = servers[Math.floor(Math.random() * servers.length)]?.port ?? 0;
    const answer = await enrol({ port, root, identity: holder }, body).catch(() => undefined);
    if (answer === undefined) {
      told.unanswered++;
      return;
    }
    // Under load a service may refuse, which acknowledges nothing.
    if (answer.status === 503) continue;
    acknowledged.push(certificatesOf(answer)[0].serial);
  }
}

function countOf({ acknowledged }: Told): number {
  return [...acknowledged.values()].flat().length;
}

/** Checks every guarantee of the service in the database. */
async function check({ acknowledged }: Told): Promise<void> {
  const columns = ["serial", "predecessor", "revokedAt"] as const;
  const rows = await service.store.selectFrom("certificates").select(columns).where("predecessor", "is not", null).execute();
  const there = new Set(rows.map(({ serial }) => serial));
  for (const [holder, serials] of acknowledged) {
    const predecessor = await numberOf(service.store, holder);
    expect(serials.filter((serial) => !there.has(serial))).toEqual([]);
    const valid = rows.filter((row) => row.predecessor === predecessor && row.revokedAt === null);
    const replaced = rows.some((row) => row.predecessor === predecessor);
    expect(valid).toHaveLength(replaced ? 1 : 0);
    if (serials.length > 0) expect(replaced).toBe(true);
  }
  const audit = await verifyAudit(service.store);
  expect(audit.broken).toBeUndefined();
  const told = await service.store.selectFrom("audit").select("object").where("action", "=", "issued").execute();
  const certificates = await service.store.selectFrom("certificates").select(["issuer", "serial"]).execute();
  const sorted = (values: readonly string[]): string[] => [...values].sort();
  expect(sorted(told.map(({ object }) => object))).toEqual(sorted(certificates.map(nameOf)));
}

describe.each([1, 3])("%i serving processes that are killed under load", (processes) => {
  const promise = `lose no acknowledged certificate, leave no two for one predecessor and no broken chain in ${rounds} rounds`;
  test(promise, { timeout: 600_000 }, async () => {
    let servers = await Promise.all(Array.from({ length: processes }, startServer));
    let acknowledged = 0;
    let unanswered = 0;
    for (let round = 0; round < rounds; round++) {
      const told: Told = { acknowledged: new Map(), unanswered: 0 };
      const holders = await Promise.all(Array.from({ length: 4 }, someone));
      // Two for each certificate, which replace each other's replacements.
      const load = [...holders, ...holders].map((holder) => renewUntilCut(holder, servers, told));
      // At any moment: during the first renewals, or later ones.
      const enough = Math.random() * 12;
      const latest = performance.now() + 10_000;
      while (countOf(told) < enough && performance.now() < latest) await setTimeout(1);
      await setTimeout(Math.random() * 10);
      const killed = servers.filter((_, index) => index === round % processes || Math.random() < 0.3);
      for (const { program } of killed) program.signal("SIGKILL");
      await Promise.all(killed.map(({ program }) => program.ended));
      const [replacements] = await Promise.all([Promise.all(killed.map(startServer)), ...load]);
      await check(told);
      servers = [...servers.filter((server) => !killed.includes(server)), ...replacements];
      acknowledged += countOf(told);
      unanswered += told.unanswered;
    }
    // Otherwise nothing was tested: neither completed nor interrupted work.
    expect(acknowledged).toBeGreaterThan(rounds);
    expect(unanswered).toBeGreaterThan(rounds);
  });
});
