import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dayInMilliseconds } from "../../src/core/days.ts";
import type { KeyKind } from "../../src/core/key-kind.ts";
import { encodePem } from "../../src/core/x509/pem.ts";
import { yearsAfter } from "../../src/core/years.ts";
import { byOperator } from "../../src/server/commands/line/by-operator.ts";
import { issueCertificate } from "../../src/server/issuance/lifecycle/issue.ts";
import type { Service } from "../../src/server/issuance/service.ts";
import { createTenant } from "../../src/server/issuance/tenants.ts";
import { serve, type ServeOptions } from "../../src/server/serve.ts";
import { initialise, type Beginning } from "../../src/server/service/initialise.ts";
import { defaultSettings, type Settings } from "../../src/server/settings/settings.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";
import { makeDatabase } from "./database.ts";
import { fillAsInitialised } from "./initialised.ts";
import type { Identity } from "./tls-client.ts";

/** A person or program with a certificate of a throwaway service. */
export interface Holder extends Identity {
  readonly cn: string;
  readonly tenant: string;
  readonly issuer: string;
  readonly serial: string;
  readonly notAfter: Date;
}

/** A service in a temporary folder, on any free port, whose clock the test controls. */
export interface ThrowawayService extends AsyncDisposable {
  readonly data: string;
  /** The `postgres://` URL, or the path of the SQLite file. */
  readonly database: string;
  readonly service: Service;
  readonly port: number;
  readonly recoveryPort: number;
  /** The address of `/metrics`, `/healthz` and `/readyz`. */
  readonly operations: string;
  /** Where a front connects to, as `RunningService` tells it. */
  readonly fronts: readonly string[];
  /** The root certificate, PEM. */
  readonly root: string;
  now: Date;
  /** Reloads the certificates in the data folder. */
  reload(): Promise<void>;
  /** Issues a certificate with this number of days left, counted from `now`. */
  issue(cn: string, daysLeft: number, options?: { readonly tenant?: string; readonly keyKind?: KeyKind }): Promise<Holder>;
}

interface ThrowawayOptions extends Pick<ServeOptions, "webapp" | "log"> {
  readonly settings?: Partial<Settings>;
  readonly began?: Date;
  readonly begin?: (data: string, beginning: Beginning) => Promise<unknown>;
}

/**
 * Starts a service with the production settings and the tenant `u00000014`, on the database of this run of the
 * tests.
 *
 * @param options.began when its data folder was created, with new authorities, and the time at which its clock is stopped;
 * by default its clock is stopped at the current time, and it shares its authorities with other such services
 * @param options.begin makes its data folder otherwise than by `initialise` alone
 */
export async function startService(options: ThrowawayOptions = {}): Promise<ThrowawayService> {
  const data = await mkdtemp(join(tmpdir(), "koshin-service-"));
  // All clients of a test have the same address, and a fast machine sends many requests in a second.
  const limits = { ...defaultSettings.limits, handshakesPerSecondPerAddress: 10_000, requestsPerSecond: 10_000 };
  // Pregenerated keys are for hundreds of clients.
  const settings = { ...defaultSettings, limits, keyPoolSize: 0, ...options.settings };
  const started = new Date(Math.floor((options.began?.getTime() ?? Date.now()) / 1000) * 1000);
  await using cleaning = new AsyncDisposableStack();
  cleaning.defer(() => rm(data, { recursive: true }));
  const { began, begin = began === undefined ? undefined : initialise } = options;
  const database = begin === undefined ? await fillAsInitialised(data, settings) : await makeDatabase();
  if (database !== undefined) cleaning.defer(() => database.drop());
  await begin?.(data, { now: started, settings, database: database?.url });
  const { webapp, log = "silent" } = options;
  let now = started;
  const clock = (): Date => now;
  const running = await serve({ data, port: 0, clock, log, ...(webapp ? { webapp } : {}) });
  cleaning.defer(() => running.close());
  const { service } = running;
  // It must not compete for the work of a test.
  await running.firstRound;
  await createTenant(service, { name: "u00000014", product: "weborca", ...byOperator(started) });
  const everything = cleaning.move();

  return {
    data,
    database: database?.url ?? dataFolder(data).database,
    service,
    port: running.port,
    recoveryPort: Number(new URL(running.addresses.recover).port),
    operations: running.operations,
    fronts: running.fronts,
    root: encodePem("CERTIFICATE", service.authority.root),
    get now() {
      return now;
    },
    set now(moment) {
      now = moment;
    },
    reload: async () => {
      await running.reload();
    },
    async issue(cn, daysLeft, { tenant = "u00000014", keyKind } = {}) {
      const notAfter = new Date(now.getTime() + daysLeft * dayInMilliseconds);
      const issuedAt = yearsAfter(notAfter, -settings.validityYears);
      const order = { tenant, cn, ...byOperator(issuedAt), notAfter, ...(keyKind ? { keyKind } : {}) };
      const { certificate, privateKey, issuer, serial } = await issueCertificate(service, order);
      const cert = encodePem("CERTIFICATE", certificate) + encodePem("CERTIFICATE", service.authority.issuing);
      return { cn, tenant, issuer, serial, notAfter, cert, key: encodePem("PRIVATE KEY", privateKey) };
    },
    async [Symbol.asyncDispose]() {
      await everything.disposeAsync();
    },
  };
}
