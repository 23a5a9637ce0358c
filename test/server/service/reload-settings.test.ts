import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { get, IncomingMessage } from "node:http";
import { join } from "node:path";
import * as v from "valibot";
import { expect, onTestFinished, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { certificatesOf, enrol, makeRequest, refusalOf } from "../../support/enrolment.ts";
import { startProgram } from "../../support/program.ts";
import { changeSettings, settingsOnFreePorts } from "../../support/settings.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection } from "../../support/tls-client.ts";

const Line = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({
    msg: v.string(),
    settings: v.optional(v.array(v.string())),
    err: v.optional(v.looseObject({ code: v.string() })),
  }),
);

function at({ port, root }: ThrowawayService, identity: Holder, host = "app.localhost"): Connection {
  return { port, root, identity, host };
}

async function daysOfRenewal(world: ThrowawayService, holder: Holder): Promise<number> {
  const { body } = await makeRequest({ cn: holder.cn, o: holder.tenant });
  const [{ der }] = certificatesOf(await enrol(at(world, holder), body));
  return Math.round((new X509Certificate(der).validToDate.getTime() - world.now.getTime()) / dayInMilliseconds);
}

test("changed settings take effect at a reload, and not before, from one request to the next", async () => {
  await using world = await startService();
  const holders = await Promise.all(["client1", "client2", "client3"].map(async (cn) => await world.issue(cn, 50)));
  const [first, second, third] = holders;
  if (first === undefined || second === undefined || third === undefined) throw new Error("Three certificates were issued.");
  const { settings } = world.service;
  const { operations, hosts, recovery, serverCertificate } = settings;
  const page = join(world.data, "page");
  await mkdir(page, { recursive: true });
  await writeFile(join(page, "index.html"), "<!doctype html>");
  const kinds = settings.kinds.map((kind) => (kind.name === "client" ? { ...kind, validityDays: 100 } : kind));
  await changeSettings(world.data, {
    kinds,
    explanations: "https://pki.example.jp/errors",
    operations: { ...operations, names: ["koshin.internal"] },
    hosts: { ...hosts, auth: [{ host: "auth.localhost", product: "orcamo" }] },
    recovery: { ...recovery, assets: page },
    serverCertificate: { ...serverCertificate, dnsNames: [...serverCertificate.dnsNames, "auth.localhost"] },
  });
  const asks = async (Host: string): Promise<number | undefined> => {
    const asking = get(`${world.operations}/healthz`, { headers: { Host } });
    const [{ statusCode }] = v.parse(v.tuple([v.instance(IncomingMessage)]), await once(asking, "response"));
    asking.destroy();
    return statusCode;
  };
  expect(await daysOfRenewal(world, first)).toBeGreaterThan(1000);
  const unknown = await send(at(world, second), { path: "/api/cert/none" });
  expect(refusalOf(unknown)).toBe("404 not-found");
  expect(unknown.body).toContain("about:blank");
  expect(await asks("koshin.internal")).toBe(421);
  const recover = { port: world.recoveryPort, root: world.root, host: "recover.localhost" };
  expect((await send(recover, { path: "/" })).status).toBe(404);

  await world.reload();
  expect(await daysOfRenewal(world, second)).toBe(100);
  expect((await send(at(world, third), { path: "/api/cert/none" })).body).toContain("https://pki.example.jp/errors#not-found");
  expect((await send(at(world, third, "auth.localhost"), { path: paths.status })).status).toBe(200);
  expect((await send(at(world, third, "localhost"), { path: paths.status })).status).toBe(421);
  expect((await send(recover, { path: "/" })).status).toBe(200);
  expect(await asks("koshin.internal")).toBe(200);

  // What the service was opened with stays as it is, and so does everything if one setting is invalid.
  const before = world.service.settings;
  await changeSettings(world.data, { validityYears: 0, revocationListHours: 48 });
  await expect(world.reload()).rejects.toMatchObject({ code: "settings-malformed" });
  const { weborca, ...others } = before.products;
  await changeSettings(world.data, {
    validityYears: 3,
    hosts: { ...hosts, app: [{ host: "app.localhost", product: "orcamo" }] },
    products: others,
  });
  await expect(world.reload()).rejects.toMatchObject({ code: "product-unknown" });
  expect(weborca).toBeDefined();
  expect(world.service.settings).toBe(before);
});

test("the rate of requests changes with a reload", async () => {
  await using world = await startService();
  const holder = await world.issue("client1", 50);
  await changeSettings(world.data, { limits: { ...world.service.settings.limits, requestsPerSecond: 1 } });
  const answers = async (): Promise<ReadonlySet<number>> =>
    new Set(
      (await Promise.all(Array.from({ length: 12 }, async () => await send(at(world, holder), { path: paths.status })))).map(
        ({ status }) => status,
      ),
    );
  expect(await answers()).toEqual(new Set([200]));
  await world.reload();
  expect(await answers()).toContain(429);
});

test("on SIGHUP the log names what changed, what needs a restart, and what is invalid", async () => {
  await using world = await startService({ settings: settingsOnFreePorts });
  const program = startProgram(["serve", "--data", world.data]);
  onTestFinished(() => program.signal("SIGKILL"));
  await program.firstLine;
  const messages = (): v.InferOutput<typeof Line>[] =>
    program
      .errors()
      .split("\n")
      .flatMap((line) => (line === "" ? [] : [v.parse(Line, line)]));
  const told = (msg: string): number => messages().filter((line) => line.msg === msg).length;
  const { listen, limits } = settingsOnFreePorts;

  await changeSettings(world.data, {
    revocationListHours: 12,
    limits: { ...limits, requestsPerSecond: 50, headerBytes: 8192 },
    listen: { ...listen, port: 9443 },
  });
  program.signal("SIGHUP");
  await expect.poll(() => told("reloaded")).toBe(1);
  await changeSettings(world.data, { revocationListHours: 0 });
  program.signal("SIGHUP");
  await expect.poll(() => told("reload failed")).toBe(1);
  // The file is corrected: what had been applied has not changed again.
  await changeSettings(world.data, { revocationListHours: 12 });
  program.signal("SIGHUP");
  await expect.poll(() => told("reloaded")).toBe(2);
  program.signal("SIGTERM");
  expect((await program.ended).code).toBe(0);

  const all = messages();
  const named = (msg: RegExp): (readonly string[] | undefined)[] =>
    all.filter((line) => msg.test(line.msg)).map(({ settings }) => settings);
  expect(named(/^reloaded$/)).toEqual([["revocationListHours", "limits.requestsPerSecond"], []]);
  expect(named(/restart/)).toEqual([
    ["listen.port", "limits.headerBytes"],
    ["listen.port", "limits.headerBytes"],
  ]);
  expect(all.find(({ msg }) => msg === "reload failed")?.err?.code).toBe("settings-malformed");
});
