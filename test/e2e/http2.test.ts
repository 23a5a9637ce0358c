import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "puppeteer";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTab } from "../../src/demo/browser/waits.ts";
import { FileOffer } from "../../src/protocol/file-offer.ts";
import { paths } from "../../src/protocol/paths.ts";
import { Status } from "../../src/protocol/status.ts";
import { Clinic } from "./clinic.ts";
import { sharedComputer } from "./shared-computer.ts";

const computer = sharedComputer();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await Clinic.open({ certificates: ["client28"], extension: false, computer });
});
afterAll(async () => {
  await clinic[Symbol.asyncDispose]();
});

const Navigation = v.tuple([v.object({ nextHopProtocol: v.string() })]);

/** Opens a host's status; returns its protocol and the status. */
async function visit(page: Page, origin: string): Promise<{ readonly protocol: string; readonly status: Status }> {
  await page.goto(origin + paths.status);
  const body = await page.evaluate(() => document.body.textContent);
  const entries = await page.evaluate(() => JSON.stringify(performance.getEntriesByType("navigation")));
  const [{ nextHopProtocol: protocol }] = v.parse(v.pipe(v.string(), v.parseJson(), Navigation), entries);
  return { protocol, status: v.parse(v.pipe(v.string(), v.parseJson(), Status), body) };
}

test("an HTTP/2 connection is used for its own host only, so the proof is made with the new certificate", async () => {
  const { auth, app, verify } = clinic.service.addresses;
  const page = await openTab(clinic.browser);
  const first = await visit(page, auth);
  expect([first.protocol, first.status.certificate.serial]).toEqual(["h2", clinic.serialOf("client28")]);

  const answer = await page.evaluate(async (path) => await (await fetch(path, { method: "POST" })).text(), paths.certificate);
  const offer = v.parse(v.pipe(v.string(), v.parseJson(), FileOffer), answer);
  const octets = await page.evaluate(async (uri) => [...new Uint8Array(await (await fetch(uri)).arrayBuffer())], offer.uri);
  const file = join(clinic.home, "new.p12");
  await writeFile(file, new Uint8Array(octets), { mode: 0o600 });
  await clinic.importFile(file, offer.pass);

  const again = await visit(page, auth);
  const { pending } = again.status;
  expect([again.protocol, again.status.certificate.serial, pending?.stage]).toEqual(["h2", clinic.serialOf("client28"), "fetched"]);
  const proof = await visit(page, verify);
  expect([proof.protocol, proof.status.certificate.serial]).toEqual(["http/1.1", pending?.serial]);
  expect((await visit(page, app)).protocol).toBe("http/1.1");
});
