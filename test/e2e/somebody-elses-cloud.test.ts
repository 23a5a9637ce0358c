import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readKeyFile } from "../../src/core/renewal/key-file.ts";
import { parseCertificate } from "../../src/core/x509/certificate.ts";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { portOf } from "../../src/server/listener/listen.ts";
import { demonstrationSettings } from "../../src/server/settings/settings.ts";
import { echoWebSocket, readUntil, webSocketRequest } from "../support/app-streams.ts";
import { curl, offerOf, writeIdentity } from "../support/field-client.ts";
import { openRaw } from "../support/raw-tls.ts";
import { frontFolder, frontSettings, startFront } from "../support/real-front.ts";
import { replacementOf } from "../support/records.ts";
import { succeeds } from "../support/walk-takeover.ts";
import { Clinic } from "./clinic.ts";
import { eventually } from "./eventually.ts";
import { Person } from "./person.ts";
import { renewAndProve } from "./renew-and-prove.ts";
import { renewUntilImport } from "./renew-until-import.ts";
import { sharedComputer } from "./shared-computer.ts";
import { makeOldCloud, takeOver, type OldCloud } from "./taken-over.ts";

const computer = sharedComputer();
const inpageAssets = fileURLToPath(new URL("../../dist/inpage", import.meta.url));
let old: OldCloud;
let app: Server;
/** The paths of the requests that have reached the app. */
let reached: string[] = [];
beforeAll(async () => {
  old = await makeOldCloud();
  app = createServer((request, response) => {
    reached.push(request.url ?? "");
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'self'" });
    response.end("<!doctype html><html lang=ja><title>医院</title><h1>メニュー</h1></html>");
  }).listen(0, "127.0.0.1");
  app.on("upgrade", echoWebSocket);
  await once(app, "listening");
});
afterAll(async () => {
  app.close();
  await old[Symbol.asyncDispose]();
});

describe("a cloud of somebody else, with its own authority, its own nginx, and an app that knows nothing of the service", () => {
  test("gets renewal from the service beside it, behind its nginx", async () => {
    const order = await frontFolder("nginx" as const);
    await using clinic = await Clinic.open({
      certificates: ["client28"],
      extension: true,
      computer,
      frontPort: order.port,
      webapp: "none",
      begin: async (data) => await takeOver(old, data, { front: frontSettings(order), webapp: undefined }),
    });
    const { service } = clinic.service;
    const spoil = (text: string): string => text.replace("127.0.0.1:3000", `127.0.0.1:${portOf(app)}`);
    await using front = await startFront({ ...order, file: "nginx-beside.conf", spoil }, { data: clinic.data, service });
    reached = [];
    const person = new Person(await clinic.openMenu());
    expect(await person.page.evaluate(() => document.querySelector("h1")?.textContent)).toBe("メニュー");
    await person.reads("クライアント証明書の更新が必要です");
    const { serial } = await renewAndProve(clinic, person);
    const replacement = await replacementOf(service.store, old.held.serial);
    expect([replacement?.serial, replacement?.firstUsedAt]).toEqual([serial, expect.any(Number)]);
    expect(reached).toContain("/menu");
    expect(reached.join()).not.toMatch(/api\/cert|well-known\/est|koshin/);

    // A program in the field, with another certificate of the old authority.
    const folder = await mkdtemp(join(tmpdir(), "koshin-field-"));
    await writeIdentity(folder, old.program, old.cloud.root.certificate);
    const asked = await curl(
      folder,
      `https://localhost:${front.port}/api/cert`,
      "-d",
      "{}",
      "-H",
      "Content-Type: application/json",
    );
    const offer = offerOf({ status: asked.status, body: asked.octets.toString() });
    const { certificate } = await readKeyFile(new Uint8Array((await curl(folder, offer.uri)).octets), offer.pass);
    expect(parseCertificate(certificate).subject).toEqual({ cn: "client77", o: "u00000014" });
    await rm(folder, { recursive: true });
    const live = await openRaw({
      port: front.port,
      root: old.cloud.root.certificate,
      identity: { cert: old.program.cert, key: old.program.key },
      host: "app.localhost",
    });
    live.write(webSocketRequest("/live", `app.localhost:${front.port}`));
    expect(await readUntil(live, /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 101 /);
    live.destroy();

    await succeeds("revoke", "--data", clinic.data, "--serial", old.held.serial, "--reason", "superseded");
    reached = [];
    await person.page.reload();
    expect(await person.page.evaluate(() => document.body.textContent)).toMatch(/失効|revoked/);
    expect(reached).toEqual([]);
  });

  test("gets it from the service in front of its app, whose pages get the dialog", async () => {
    await using clinic = await Clinic.open({
      certificates: ["client28"],
      extension: false,
      computer,
      webapp: "none",
      async begin(data) {
        const upstream = `http://127.0.0.1:${portOf(app)}`;
        const site = { host: "app.localhost", product: "weborca", upstream, inject: ["/menu"] };
        const hosts = { ...demonstrationSettings.hosts, app: [site] };
        return await takeOver(old, data, { hosts, inpage: { assets: inpageAssets }, webapp: undefined });
      },
    });
    const { service } = clinic.service;
    reached = [];
    const person = new Person(await clinic.openMenu());
    expect(await person.page.evaluate(() => document.querySelector("h1")?.textContent)).toBe("メニュー");
    await person.reads("クライアント証明書の更新が必要です");
    const { p12, password, serial } = await renewUntilImport(clinic, person);
    await clinic.importFile(p12, password);
    await person.presses("インポートしました");
    // The policy of the app allows no connection to the proof host, whose page is opened instead.
    await new AccessibleElement(person.page, { role: "link", name: "新しいタブで確認する" }).press();
    await eventually("the first use", async () => (await replacementOf(service.store, old.held.serial))?.firstUsedAt ?? undefined);
    await person.page.bringToFront();
    await person.presses("接続を確認する");
    await person.reads("新しい証明書で接続できました");
    expect((await replacementOf(service.store, old.held.serial))?.serial).toBe(serial);
    expect(reached.join()).not.toMatch(/api\/cert|well-known\/est|koshin/);

    await succeeds("revoke", "--data", clinic.data, "--serial", old.held.serial, "--reason", "superseded");
    reached = [];
    await person.page.reload();
    expect(await person.page.evaluate(() => document.body.textContent)).toMatch(/失効|revoked/);
    expect(reached).toEqual([]);
  });
});
