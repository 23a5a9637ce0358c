import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { paths } from "../../../src/protocol/paths.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { defaultProducts } from "../../../src/server/settings/products.ts";
import { defaultSettings } from "../../../src/server/settings/settings.ts";
import { askStatus, makeRequest, refusalOf } from "../../support/enrolment.ts";
import { offerOf } from "../../support/field-client.ts";
import { openSession, sendOn } from "../../support/http2-client.ts";
import { enrolWithCode } from "../../support/recovery.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Identity } from "../../support/tls-client.ts";

const clinic = { renewableTypes: ["client", "api"], acceptDays: 40, promptDays: 30, furtherKeyKinds: [] };
const hosts = {
  ...defaultSettings.hosts,
  app: [
    { host: "app.localhost", product: "weborca" },
    { host: "clinic.localhost", product: "clinic", origin: "https://clinic.example.jp" },
  ],
  auth: [
    { host: "localhost", product: "orcamo" },
    { host: "programs.localhost", product: "clinic" },
  ],
};
const dnsNames = [...defaultSettings.serverCertificate.dnsNames, "clinic.localhost", "programs.localhost"];

let world: ThrowawayService;
beforeAll(async () => {
  const serverCertificate = { ...defaultSettings.serverCertificate, dnsNames };
  world = await startService({ settings: { hosts, serverCertificate, products: { ...defaultProducts, clinic } } });
  await createTenant(world.service, { name: "c1", product: "clinic", ...byOperator(world.now) });
});
afterAll(async () => await world[Symbol.asyncDispose]());

function connect(host: string, identity?: Identity): Connection {
  return { port: world.port, root: world.root, identity, host };
}

describe("a service with several apps and auth hosts", () => {
  test.each([
    ["client1", "app.localhost", 35, [true, null]],
    ["client1", "clinic.localhost", 35, [false, null]],
    ["client1", "programs.localhost", 25, [true, null]],
    ["api1", "localhost", 25, [true, "type-not-renewable"]],
    ["api1", "clinic.localhost", 25, [true, null]],
  ])("renews %s at %s with %i days left by the product of the host", async (cn, host, days, expected) => {
    const { due, refusal } = await askStatus(connect(host, await world.issue(cn, days)));
    expect([due, refusal?.code ?? null]).toEqual(expected);
  });

  test("applies the tenant's product on the proof host", async () => {
    const holder = await world.issue("api2", 25, { tenant: "c1" });
    expect((await askStatus(connect("verify.localhost", holder))).refusal).toBeNull();
  });

  test("lets the page of every app read the proof, by the origin that people see, and no other", async () => {
    const holder = await world.issue("client2", 50);
    const allowed = async (Origin: string): Promise<unknown> =>
      (await send(connect("verify.localhost", holder), { path: paths.status, headers: { Origin } })).headers[
        "access-control-allow-origin"
      ];
    const app = `https://app.localhost:${world.port}`;
    expect(await allowed(app)).toBe(app);
    expect(await allowed("https://clinic.example.jp")).toBe("https://clinic.example.jp");
    expect(await allowed(`https://clinic.localhost:${world.port}`)).toBeUndefined();
    expect(await allowed("https://programs.localhost")).toBeUndefined();
  });

  test("offers a file at the origin of the host", async () => {
    const post = async (host: string): Promise<string> => {
      const holder = await world.issue("client3", 25);
      return offerOf(await send(connect(host, holder), { method: "POST", path: paths.certificate })).uri;
    };
    expect(await post("clinic.localhost")).toMatch(/^https:\/\/clinic\.example\.jp\//);
    expect(await post("programs.localhost")).toMatch(new RegExp(`^https://programs\\.localhost:${world.port}/`));
  });

  test("accepts a request from the page of an app at the origin that people see, and not from another site", async () => {
    const to = connect("clinic.localhost", await world.issue("client4", 25));
    const post = async (Origin: string): Promise<number> =>
      (await send(to, { method: "POST", path: paths.certificate, headers: { Origin } })).status;
    expect(await post("https://clinic.example.jp")).toBe(200);
    expect(await post("https://evil.example")).toBe(403);
  });

  test("speaks HTTP/2 on each auth host, and does not answer for another one on the same connection", async () => {
    const holder = await world.issue("client5", 25);
    for (const [named, other] of [
      ["localhost", "programs.localhost"],
      ["programs.localhost", "localhost"],
    ] as const) {
      const session = await openSession(connect(named, holder));
      const asked = async (host: string) =>
        await sendOn(session, { path: paths.status, headers: { Host: `${host}:${world.port}` } });
      expect((await asked(named)).status).toBe(200);
      expect(refusalOf(await asked(other))).toBe("421 not-found");
      session.close();
    }
  });

  test("serves the recovery host under the name of each auth host", async () => {
    const { body } = await makeRequest({ cn: "client1", o: "u00000014" });
    for (const host of ["recover.localhost", "localhost", "programs.localhost"]) {
      const to = { ...connect(host), port: world.recoveryPort };
      expect(refusalOf(await enrolWithCode(to, "client1", "wrong", body))).toBe("401 recovery-code-wrong");
    }
    expect(
      refusalOf(await enrolWithCode({ ...connect("clinic.localhost"), port: world.recoveryPort }, "client1", "wrong", body)),
    ).toBe("421 not-found");
  });
});
