import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { portOf } from "../../src/server/listener/listen.ts";
import { hostsWith } from "../support/app-behind.ts";
import { copyWorld } from "../support/copied-world.ts";
import { replacementOf } from "../support/records.ts";
import { changeSettings } from "../support/settings.ts";
import { Clinic } from "./clinic.ts";
import { Person } from "./person.ts";
import { renewAndProve } from "./renew-and-prove.ts";
import { renewUntilImport } from "./renew-until-import.ts";
import { sharedComputer } from "./shared-computer.ts";

const assets = join(import.meta.dirname, "..", "..", "dist", "inpage");
const computer = sharedComputer();
/** Of the app's own, to which it adds its nonce. */
let policy = "";

/** An app that knows nothing of the service, with a strict policy. */
const app = createServer((_: IncomingMessage, outgoing: ServerResponse) => {
  const nonce = randomUUID().replaceAll("-", "");
  outgoing.writeHead(200, {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": `default-src 'none'; script-src 'nonce-${nonce}'; base-uri 'none'; ${policy}`,
  });
  outgoing.end(`<!doctype html><html lang="ja"><head><title>医院</title></head><body><h1>メニュー</h1>
    <script nonce="${nonce}">document.querySelector("h1").dataset.own = "ran";</script></body></html>`);
});

beforeAll(async () => {
  app.listen(0, "127.0.0.1");
  await once(app, "listening");
});
afterAll(() => {
  app.closeAllConnections();
  app.close();
});

async function open(): Promise<Clinic> {
  return await Clinic.open({
    certificates: ["client28"],
    extension: false,
    computer,
    webapp: "none",
    begin: async (data) => {
      const world = await copyWorld(data);
      const hosts = hostsWith(`http://127.0.0.1:${portOf(app)}`, { inject: ["/menu"] });
      await changeSettings(data, { hosts, inpage: { assets } });
      return world;
    },
  });
}

describe("an app that nobody can change, with a strict policy, behind the service", () => {
  test("has its people renew and prove in its own page", async () => {
    policy = "connect-src 'self' https:";
    await using clinic = await open();
    const person = new Person(await clinic.openMenu());
    expect(await person.page.evaluate(() => document.querySelector("h1")?.dataset["own"])).toBe("ran");
    await person.reads("クライアント証明書の更新が必要です");
    const { serial } = await renewAndProve(clinic, person);
    const replacement = await replacementOf(clinic.service.service.store, clinic.serialOf("client28"));
    expect([replacement?.serial, replacement?.firstUsedAt]).toEqual([serial, expect.any(Number)]);
  });

  test("has them prove on the proof host's page, where its policy keeps its own page from connecting there", async () => {
    policy = "connect-src 'self'";
    await using clinic = await open();
    const person = new Person(await clinic.openMenu());
    const held = await renewUntilImport(clinic, person);
    await clinic.importFile(held.p12, held.password);
    await person.presses("インポートしました");
    await person.readsText("確認用のサーバーに接続できませんでした");
    const opened = new Promise<void>((resolve) => void clinic.browser.once("targetcreated", () => resolve()));
    await (await new AccessibleElement(person.page, { role: "link", name: "新しいタブで確認する" }).find()).click();
    await opened;
    const { store } = clinic.service.service;
    await expect
      .poll(async () => (await replacementOf(store, clinic.serialOf("client28")))?.firstUsedAt)
      .toEqual(expect.any(Number));
    await person.page.bringToFront();
    await person.presses("接続を確認する");
    await person.reads("新しい証明書で接続できました");
  });
});
