import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { paths } from "../../../src/protocol/paths.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { portOf } from "../../../src/server/listener/listen.ts";
import { defaultLimits } from "../../../src/server/settings/operation-settings.ts";
import { refusalOf } from "../../support/enrolment.ts";
import { frontFolder, frontSettings, startFront, type RealFront } from "../../support/real-front.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Identity } from "../../support/tls-client.ts";

const asPage = { Accept: "text/html,*/*;q=0.8" };

describe("nginx with the manual's configuration for an app that the service stands beside", () => {
  let app: Server;
  /** The requests that have reached the app. */
  let reached: string[];
  let world: ThrowawayService;
  let front: RealFront;
  beforeAll(async () => {
    app = createServer((request, response) => {
      reached.push(`${request.method} ${request.url}`);
      response.writeHead(request.url === "/broken" ? 500 : 200).end("the app's own");
    }).listen(0, "127.0.0.1");
    await once(app, "listening");
    const order = await frontFolder("nginx" as const);
    const limits = { ...defaultLimits, requestsPerSecond: 5 };
    world = await startService({ settings: { front: frontSettings(order), limits } });
    const spoil = (text: string): string => text.replace("127.0.0.1:3000", `127.0.0.1:${portOf(app)}`);
    front = await startFront({ ...order, file: "nginx-beside.conf", spoil }, world);
  });
  beforeEach(() => {
    reached = [];
  });
  afterAll(async () => {
    await front[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
    app.close();
  });

  function through(identity?: Identity): Connection {
    return { port: front.port, root: world.root, identity };
  }

  test("passes to the app what the service accepts, and the app's answer as it is", async () => {
    const client = through(await world.issue("client1", 30));
    const ownPaths = ["/", "/api/certificates", "/koshinohana", "/crlf"];
    for (const path of ownPaths) expect(await send(client, { path })).toMatchObject({ status: 200, body: "the app's own" });
    expect(await send(client, { method: "POST", path: "/broken" })).toMatchObject({ status: 500, body: "the app's own" });
    expect(reached).toEqual([...ownPaths.map((path) => `GET ${path}`), "POST /broken"]);
  });

  test("passes to the service what is the service's", async () => {
    const client = through(await world.issue("client2", 30));
    for (const path of [paths.status, paths.caCertificates, "/api/openapi.json", "/crl"])
      expect((await send(client, { path })).status, path).toBe(200);
    expect(reached).toEqual([]);
  });

  test("tells everybody else why: people by a page, and programs by a problem, whatever their method", async () => {
    const revoked = await world.issue("client3", 30);
    await revokeCertificate(world.service, { serial: revoked.serial }, "superseded", byOperator(world.now));
    for (const [identity, refusal, words] of [
      [undefined, "401 no-certificate", "証明書を確認できません"],
      [revoked, "403 revoked", "この証明書は失効しています"],
    ] as const) {
      for (const method of ["GET", "POST"])
        expect(refusalOf(await send(through(identity), { method, path: "/records" }))).toBe(refusal);
      const page = await send(through(identity), { path: "/records", headers: asPage });
      expect([page.status, page.body]).toEqual([Number(refusal.slice(0, 3)), expect.stringContaining(words)]);
    }
    expect(reached).toEqual([]);
  });

  test("has who sends too many requests try again, instead of calling that an error of the app", async () => {
    const client = through(await world.issue("client4", 30));
    const answers = await Promise.all(Array.from({ length: 60 }, async () => await send(client, { path: "/often" })));
    const outcomes = new Set(answers.map(({ status, headers }) => `${status} ${headers["retry-after"] ?? ""}`));
    expect(outcomes).toEqual(new Set(["200 ", "503 1"]));
  });
});
