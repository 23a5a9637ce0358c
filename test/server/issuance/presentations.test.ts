import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { forgetPresentations } from "../../../src/server/issuance/presentations/forget-presentations.ts";
import { NotedPresentations } from "../../../src/server/issuance/presentations/noted-presentations.ts";
import { recordPresentations } from "../../../src/server/record-presentations.ts";
import type { Front } from "../../../src/server/settings/front.ts";
import { defaultSettings } from "../../../src/server/settings/settings.ts";
import { findPresentations, mostPlaces, writePresentations } from "../../../src/server/store/certificates/presentations.ts";
import type { PresentationRow } from "../../../src/server/store/database/schema.ts";
import { StoreUnavailable } from "../../../src/server/store/database/store-unavailable.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { hostsWith, startApp, type App } from "../../support/app-behind.ts";
import { sendAsFront } from "../../support/front-request.ts";
import { recordedPresentations } from "../../support/recorded-presentations.ts";
import { numberOf } from "../../support/records.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send } from "../../support/tls-client.ts";

const hour = 3_600_000;

let app: App;
let folder: string;
let world: ThrowawayService;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-presentations-"));
  app = await startApp((_, answer) => void answer.end("app"));
  const listen = [{ path: join(folder, "front.sock") }];
  const front: Front = { form: "rfc9440", listen, serverNameHeader: "X-Server-Name", trust: [], publicPort: 443 };
  world = await startService({ settings: { hosts: hostsWith(app.origin), front } });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe("an accepted certificate", () => {
  test("is recorded with the host that was asked for and the client's address, also at the app behind the service", async () => {
    const holder = await world.issue("client1", 300);
    const at = async (host: string, path: string) =>
      await send({ port: world.port, root: world.root, host, identity: holder }, { path });
    await at("app.localhost", "/menu");
    await at("localhost", paths.status);
    const now = world.now.getTime();
    const certificate = await numberOf(world.service.store, holder.serial);
    expect(await recordedPresentations(world, holder, 2)).toEqual([
      { certificate, host: "app.localhost", address: "127.0.0.1", firstAt: now, lastAt: now },
      { certificate, host: "localhost", address: "127.0.0.1", firstAt: now, lastAt: now },
    ]);
  });

  test("is recorded once for all names of the proof host", async () => {
    const holder = await world.issue("client2", 300);
    for (const host of ["one.verify.localhost", "two.verify.localhost"])
      await send({ port: world.port, root: world.root, host, identity: holder }, { path: paths.status });
    expect(await recordedPresentations(world, holder, 1)).toMatchObject([{ host: "verify.localhost" }]);
  });

  test("is recorded with the address that the trusted front names", async () => {
    const holder = await world.issue("client3", 300);
    const certificate = holder.cert.split("-----END CERTIFICATE-----")[0]?.replaceAll(/-----BEGIN CERTIFICATE-----|\s/g, "") ?? "";
    const answer = await sendAsFront(
      { socketPath: join(folder, "front.sock") },
      {
        ...{ Host: "app.localhost", "X-Server-Name": "app.localhost", "Client-Cert": `:${certificate}:` },
        "X-Forwarded-For": "203.0.113.7",
      },
    );
    expect(answer.status).toBe(200);
    expect(await recordedPresentations(world, holder, 1)).toMatchObject([{ host: "app.localhost", address: "203.0.113.7" }]);
  });

  test("is recorded anew after an hour, with the time of the first presentation", async () => {
    const holder = await world.issue("client4", 300);
    const connection = { port: world.port, root: world.root, identity: holder };
    const began = world.now;
    await send(connection, { path: paths.status });
    const [first] = await recordedPresentations(world, holder, 1);
    world.now = new Date(began.getTime() + hour);
    await send(connection, { path: paths.status });
    await expect.poll(async () => (await recordedPresentations(world, holder, 1))[0]?.lastAt).toBe(began.getTime() + hour);
    expect((await recordedPresentations(world, holder, 1))[0]?.firstAt).toBe(first?.firstAt);
    world.now = began;
  });

  test("is not recorded when it is refused", async () => {
    const holder = await world.issue("client5", 300);
    await revokeCertificate(world.service, holder, "superseded", byOperator(world.now));
    const answer = await send({ port: world.port, root: world.root, identity: holder }, { path: paths.status });
    expect(answer.status).toBe(403);
    const later = await world.issue("client6", 300);
    await send({ port: world.port, root: world.root, identity: later }, { path: paths.status });
    await recordedPresentations(world, later, 1);
    await recordedPresentations(world, holder, 0);
  });
});

describe("noting a presentation", () => {
  const place = { certificate: 1, host: "app.localhost", address: "192.0.2.1" };
  const at = (milliseconds: number): Date => new Date(1_800_000_000_000 + milliseconds);

  test("happens at most once an hour for each certificate, host and address", () => {
    const noted = new NotedPresentations();
    expect(noted.note(place, at(0))).toBe(true);
    expect(noted.note(place, at(hour - 1))).toBe(false);
    expect(noted.note({ ...place, address: "192.0.2.2" }, at(1))).toBe(true);
    expect(noted.note({ ...place, host: "localhost" }, at(1))).toBe(true);
    expect(noted.note({ ...place, certificate: 2 }, at(1))).toBe(true);
    expect(noted.take()).toHaveLength(4);
    expect(noted.take()).toEqual([]);
    expect(noted.note(place, at(hour))).toBe(true);
  });

  test("goes on after the clock was set back", () => {
    const noted = new NotedPresentations();
    noted.note(place, at(30 * dayInMilliseconds));
    expect(noted.note(place, at(0))).toBe(true);
  });

  test("keeps what could not be recorded, with the whole span of time", () => {
    const noted = new NotedPresentations();
    noted.note(place, at(0));
    const taken = noted.take();
    noted.note(place, at(hour));
    noted.takeBack(taken);
    expect(noted.take()).toEqual([{ ...place, firstAt: at(0).getTime(), lastAt: at(hour).getTime() }]);
  });
});

describe("recorded presentations", () => {
  const write = async (...rows: readonly PresentationRow[]): Promise<void> =>
    await transact(world.service.store, async (transaction) => await writePresentations(transaction, rows));

  test("are complete after an orderly stop, even if the database failed before", async () => {
    const { store } = world.service;
    const certificate = await numberOf(store, (await world.issue("client7", 300)).serial);
    let failures = 0;
    const failing = store.withPlugin({
      transformQuery({ node }) {
        if (failures++ < 1) throw new StoreUnavailable({ cause: new Error("away") });
        return node;
      },
      transformResult: async ({ result }) => await Promise.resolve(result),
    });
    const recorder = recordPresentations(failing, pino({ level: "silent" }));
    recorder.note({ certificate, host: "localhost", address: "192.0.2.1" }, world.now);
    await expect.poll(() => failures).toBe(1);
    recorder.note({ certificate, host: "localhost", address: "192.0.2.2" }, world.now);
    await recorder.close();
    expect((await findPresentations(store, [certificate])).map(({ address }) => address)).toEqual(["192.0.2.1", "192.0.2.2"]);
  });

  test("of several processes become one, from the first to the last", async () => {
    const certificate = await numberOf(world.service.store, (await world.issue("client8", 300)).serial);
    const place = { certificate, host: "localhost", address: "2001:db8::1" };
    await write({ ...place, firstAt: 2000, lastAt: 3000 });
    await write({ ...place, firstAt: 1000, lastAt: 2500 });
    await write({ ...place, firstAt: 2000, lastAt: 4000 });
    expect(await findPresentations(world.service.store, [certificate])).toEqual([{ ...place, firstAt: 1000, lastAt: 4000 }]);
  });

  test("are limited for each certificate to the latest places", async () => {
    const { store } = world.service;
    const certificate = await numberOf(store, (await world.issue("client9", 300)).serial);
    const other = await numberOf(store, (await world.issue("client10", 300)).serial);
    const place = (of: number, at: number): PresentationRow => ({
      ...{ certificate: of, host: "localhost", address: `2001:db8::${at.toString(16)}`, firstAt: at, lastAt: at },
    });
    const many = Array.from({ length: 2 * mostPlaces }, (_, index) => place(certificate, index + 1));
    await write(place(other, 1), ...many);
    const kept = await findPresentations(store, [certificate]);
    expect(kept.map(({ lastAt }) => lastAt)).toEqual(
      many
        .map(({ lastAt }) => lastAt)
        .reverse()
        .slice(0, mostPlaces),
    );
    expect(await findPresentations(store, [other])).toHaveLength(1);
  });

  test("are forgotten after the days that the settings say, counted from the last one", async () => {
    const { store } = world.service;
    const certificate = await numberOf(store, (await world.issue("client11", 300)).serial);
    const now = world.now.getTime();
    const days = defaultSettings.presentationDays * dayInMilliseconds;
    await forgetPresentations(world.service, world.now);
    await write(
      { certificate, host: "localhost", address: "192.0.2.1", firstAt: 1, lastAt: now - days - 1 },
      { certificate, host: "localhost", address: "192.0.2.2", firstAt: 1, lastAt: now - days },
    );
    expect(await forgetPresentations(world.service, world.now)).toBe(1);
    expect((await findPresentations(store, [certificate])).map(({ address }) => address)).toEqual(["192.0.2.2"]);
    expect(await forgetPresentations(world.service, world.now)).toBe(0);
  });
});
