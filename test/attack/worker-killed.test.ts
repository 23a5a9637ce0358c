import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readKeyFile } from "../../src/core/renewal/key-file.ts";
import { parseCertificate } from "../../src/core/x509/certificate.ts";
import { importP12 } from "../../src/demo/browser/key-store.ts";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { paths } from "../../src/protocol/paths.ts";
import { Status } from "../../src/protocol/status.ts";
import { sendFromContentScript } from "../extension/content-world.ts";
import type { Person } from "../extension/person.ts";
import { startSite, type Site } from "../extension/site.ts";
import { sharedPerson } from "./shared-person.ts";
import { passwordField, press, reads } from "./walk.ts";
import { WorkerKiller } from "./worker-killer.ts";

const shared = sharedPerson();
let site: Site;
let person: Person;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  site = owned.use(await startSite());
  person = await shared.at(site);
});
afterAll(() => owned.disposeAsync());

const { action, check, done, errors, import: importing, password: texts, proof, save } = dialogTexts("en");

test("a renewal completes with one replacement, with at most one retry per step, if the worker is stopped during every request", async () => {
  const killer = new WorkerKiller(person.browser);
  const page = await person.visit(`${site.app}/login`);
  const answered = (path: string): readonly number[] =>
    site.answered.filter((one) => one.path === path).map(({ status }) => status);
  const files = async (): Promise<readonly string[]> => (await readdir(person.downloads)).filter((name) => name.endsWith(".p12"));

  // The first request for the status comes from the check, the second one from the dialog.
  const inDialog = await killer.duringRequest(page, paths.status, 1);
  await page.evaluate(() => history.pushState(null, "", "/menu"));
  await inDialog.killed;
  await press(page, action.later);

  await page.goto(`${site.app}/login`);
  const inCheck = await killer.duringRequest(page, paths.status);
  await page.evaluate(() => history.pushState(null, "", "/menu"));
  await inCheck.killed;
  await reads(page, check.heading);

  const inEnrolment = await killer.duringRequest(page, paths.reenrol);
  await press(page, action.renew);
  await inEnrolment.killed;
  await reads(page, save.heading);

  const inDownload = await killer.duringDownload(page);
  await press(page, save.here);
  await inDownload.killed;
  await new AccessibleElement(page, { role: "alert" }).find();
  expect(await page.$eval(`aria/[role="dialog"]`, (dialog) => dialog.textContent)).toContain(errors.unreachable);
  expect(await files()).toEqual([]);

  const inReport = await killer.duringRequest(page, paths.stage);
  await press(page, action.retry);
  await inReport.killed;
  // Each report is repeated automatically; the next worker must not be stopped during that.
  await expect.poll(() => answered(paths.stage)).toHaveLength(2);
  await expect.poll(files).toHaveLength(1);

  const inSecondReport = await killer.duringRequest(page, paths.stage);
  await press(page, texts.reveal);
  await inSecondReport.killed;
  await expect.poll(() => answered(paths.stage)).toHaveLength(4);
  const field = await passwordField(page);
  const password = (await field.evaluate((element) => element.getAttribute("data-password"))) ?? "";
  await press(page, texts.saveText, action.next);

  const inThirdReport = await killer.duringRequest(page, paths.stage);
  await press(page, importing.done);
  await inThirdReport.killed;
  await expect.poll(() => answered(paths.stage)).toHaveLength(6);
  // Nothing has been imported yet.
  await expect
    .poll(() => page.$eval(`aria/[role="dialog"]`, (dialog) => dialog.textContent))
    .toContain(proof.misses["old-certificate"]);

  const [fileName = ""] = await files();
  const p12 = join(person.downloads, fileName);
  const textFile = p12.replace(/\.p12$/, ".txt");
  await expect.poll(async () => (await readFile(textFile, "utf8")).trim() === password).toBe(true);
  await importP12(person.home, p12, textFile);
  const inProof = await killer.duringRequest(page, paths.status);
  await press(page, proof.prove);
  await inProof.killed;
  await reads(page, done.heading);

  const { certificate } = await readKeyFile(new Uint8Array(await readFile(p12)), password);
  const { value } = v.parse(
    v.object({ ok: v.literal(true), value: Status }),
    await sendFromContentScript(page, { kind: "status" }),
  );
  expect(value.pending).toMatchObject({ serial: parseCertificate(certificate).serial, stage: "first-used" });
  // The response with the certificate was also lost with a worker, and requested again.
  expect(answered(paths.reenrol)).toEqual([200, 200]);
  expect(await files()).toHaveLength(1);
});
