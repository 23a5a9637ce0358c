import { readFile } from "node:fs/promises";
import type { Page } from "puppeteer";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { click, heading, press, reads, Stage } from "./stage/stage.ts";
import { oldSerial, pendingAt } from "./stage/status-fixture.ts";

const ja = dialogTexts("ja");
const fileName = "000042_JP_u00000014_client28.p12";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.set();
});
afterEach(() => stage.clear());
afterAll(() => stage.strike());

async function toSave(): Promise<Page> {
  const page = await stage.page();
  await click(page, ja.action.renew);
  await heading(page, ja.save.heading);
  return page;
}

async function toPassword(): Promise<Page> {
  const page = await toSave();
  await click(page, ja.save.here);
  await heading(page, ja.password.heading);
  return page;
}

async function toImport(): Promise<Page> {
  const page = await toPassword();
  await click(page, ja.password.reveal);
  await click(page, ja.password.copy);
  await click(page, ja.action.next);
  await heading(page, ja.import.heading);
  return page;
}

describe("a failure is shown where it happens, and the renewal goes on from there", () => {
  test.for(["cut-off", "cut-off-after"] as const)("the request is %s: the same request goes out again", async (fault) => {
    const { service } = stage;
    service.faults.enrol.push(fault);
    const page = await stage.page();
    await click(page, ja.action.renew);
    await reads(page, ja.errors.unreachable);
    await click(page, ja.action.retry);
    await heading(page, ja.save.heading);
    expect(new Set(service.enrolled.map(({ request }) => request)).size).toBe(1);
    expect(service.enrolled).toHaveLength(fault === "cut-off" ? 1 : 2);
  });

  test.for(["not-due", "too-many-requests", "request-key-not-allowed"] as const)("the service refuses: %s", async (code) => {
    stage.service.faults.enrol.push(code);
    const page = await stage.page();
    await click(page, ja.action.renew);
    await reads(page, ja.errors[code]);
    await click(page, ja.action.close);
    expect(await page.evaluate("outcome")).toBe("shown");
  });

  test("the status after the issue fails: the file is not lost", async () => {
    const { service } = stage;
    const page = await stage.page();
    await heading(page, ja.check.heading);
    service.faults.status.push("internal");
    await click(page, ja.action.renew);
    await reads(page, ja.errors.internal);
    await click(page, ja.action.retry);
    await heading(page, ja.save.heading);
    expect(new Set(service.enrolled.map(({ request }) => request)).size).toBe(1);
  });

  test("a certificate that does not last longer is offered to nobody", async () => {
    stage.service.days = 30;
    const page = await stage.page();
    await click(page, ja.action.renew);
    await reads(page, ja.errors["replacement-not-later"]);
  });

  test("the reports fail: file and password stay at hand, and the report is repeated", async () => {
    const { service } = stage;
    service.faults.stage.push("cut-off");
    const page = await toSave();
    await click(page, ja.save.here);
    await reads(page, ja.errors.unreachable);
    await stage.downloaded(fileName);
    await click(page, ja.action.retry);
    await expect.poll(() => service.reports).toMatchObject([{ stage: "fetched" }]);
    service.faults.stage.push("cut-off");
    await click(page, ja.password.reveal);
    await reads(page, ja.errors.unreachable);
    await click(page, ja.password.saveText);
    const password = await readFile(await stage.downloaded(fileName.replace("p12", "txt")), "utf8");
    expect(password).toMatch(/^[a-z2-9-]{29}\n$/);
    await click(page, ja.action.next);
    await expect.poll(() => service.reports.at(-1)).toMatchObject({ stage: "password-shown" });
  });

  test("the report of the import fails and the proof goes on: it fails, meets no certificate, then the old one, each time on another host, until it succeeds", async () => {
    const { service } = stage;
    const page = await toImport();
    service.faults.stage.push("cut-off");
    service.faults.proof.push("cut-off");
    await click(page, ja.import.done);
    await reads(page, ja.proof.misses.unreachable);
    service.presented = undefined;
    await click(page, ja.proof.prove);
    await reads(page, ja.proof.misses["no-certificate"]);
    service.presented = service.status.certificate.serial;
    await click(page, ja.proof.prove);
    await reads(page, ja.proof.misses["old-certificate"]);
    await reads(page, oldSerial);
    service.presented = service.status.pending?.serial;
    await click(page, ja.proof.prove);
    await heading(page, ja.done.heading);
    expect(new Set(service.proofHosts).size).toBe(4);
  });
});

describe("Escape", () => {
  test("closes the question whether to renew, and nothing was asked of the service", async () => {
    const page = await stage.page();
    await heading(page, ja.check.heading);
    await press(page, "Escape");
    expect(await page.evaluate("outcome")).toBe("shown");
    expect(stage.service.enrolled).toEqual([]);
  });

  test("never loses a certificate, however often it is pressed", async () => {
    const page = await toSave();
    for (const expected of [ja.leave.heading, ja.save.heading, ja.leave.heading, ja.save.heading]) {
      await press(page, "Escape");
      await heading(page, expected);
    }
    await click(page, ja.save.here);
    await reads(page, ja.save.downloaded(fileName));
  });

  test("asks while the password was neither copied nor saved, and the person may go all the same", async () => {
    const page = await toPassword();
    await click(page, ja.password.reveal);
    await press(page, "Escape");
    await reads(page, ja.leave.passwordLead);
    await click(page, ja.leave.leave);
    expect(await page.evaluate("outcome")).toBe("shown");
    expect(await page.evaluate("document.querySelectorAll('body > div').length")).toBe(0);
  });
});

describe("a renewal that was begun before", () => {
  test("goes on with the import and the proof of the saved file", async () => {
    const { service } = stage;
    service.status.pending = pendingAt("password-shown");
    const page = await stage.page();
    await heading(page, ja.resume.heading);
    await click(page, ja.resume.carryOn);
    await reads(page, pendingAt("password-shown").fileName);
    service.presented = pendingAt("password-shown").serial;
    await click(page, ja.import.done);
    await heading(page, ja.done.heading);
    expect(service.enrolled).toEqual([]);
  });

  test("is made anew where nobody can open its file, once the person agreed", async () => {
    const { service } = stage;
    const pending = pendingAt("fetched");
    service.status.pending = pending;
    const page = await stage.page();
    await reads(page, ja.resume.unusable);
    await click(page, ja.resume.again);
    await reads(page, ja.again.lead(pending.fileName));
    await click(page, ja.again.agree);
    await heading(page, ja.save.heading);
    expect(service.enrolled).toMatchObject([{ ifMatch: `"${pending.serial}"`, ifNoneMatch: undefined }]);
  });

  test("elsewhere is told, and given up only once the person agreed", async () => {
    const { service } = stage;
    const page = await stage.page();
    await heading(page, ja.check.heading);
    const pending = pendingAt("issued");
    service.status.pending = pending;
    await click(page, ja.action.renew);
    await heading(page, ja.elsewhere.heading);
    expect(service.enrolled).toEqual([]);
    await click(page, ja.elsewhere.here);
    await click(page, ja.again.agree);
    await heading(page, ja.save.heading);
    expect(service.enrolled).toMatchObject([{ ifMatch: `"${pending.serial}"` }]);
  });
});
