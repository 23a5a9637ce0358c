import { readFile } from "node:fs/promises";
import type { Page } from "puppeteer";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { click, heading, press, reads, type Harness, sharedHarness } from "./harness/harness.ts";
import { oldSerial, pendingAt } from "./harness/status-fixture.ts";

const shared = sharedHarness();

const ja = dialogTexts("ja");
const fileName = "000042_JP_u00000014_client28.p12";

let harness: Harness;
beforeAll(async () => {
  harness = await shared.start();
});
afterEach(() => harness.clear());

async function toSave(): Promise<Page> {
  const page = await harness.page();
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

describe("a failure is shown where it occurs, and a retry continues from there", () => {
  test.for(["cut-off", "cut-off-after"] as const)("a request that is %s is sent again unchanged", async (fault) => {
    const { service } = harness;
    service.faults.enrol.push(fault);
    const page = await harness.page();
    await click(page, ja.action.renew);
    await reads(page, ja.errors.unreachable);
    await click(page, ja.action.retry);
    await heading(page, ja.save.heading);
    expect(new Set(service.enrolled.map(({ request }) => request)).size).toBe(1);
    expect(service.enrolled).toHaveLength(fault === "cut-off" ? 1 : 2);
  });

  test("a request that the authority decides on later is sent again unchanged", async () => {
    const { service } = harness;
    service.faults.enrol.push("authority-delayed", "authority-refused");
    const page = await harness.page();
    await click(page, ja.action.renew);
    await reads(page, ja.errors["authority-delayed"]);
    await click(page, ja.action.retry);
    await reads(page, ja.errors["authority-refused"]);
    await click(page, ja.action.retry);
    await heading(page, ja.save.heading);
  });

  test.for(["not-due", "too-many-requests", "request-key-not-allowed"] as const)("a refusal by the service: %s", async (code) => {
    harness.service.faults.enrol.push(code);
    const page = await harness.page();
    await click(page, ja.action.renew);
    await reads(page, ja.errors[code]);
    await click(page, ja.action.close);
    expect(await page.evaluate("outcome")).toBe("shown");
  });

  test("keeps the file if the status request after the issue fails", async () => {
    const { service } = harness;
    const page = await harness.page();
    await heading(page, ja.check.heading);
    service.faults.status.push("internal");
    await click(page, ja.action.renew);
    await reads(page, ja.errors.internal);
    await click(page, ja.action.retry);
    await heading(page, ja.save.heading);
    expect(new Set(service.enrolled.map(({ request }) => request)).size).toBe(1);
  });

  test("does not offer a certificate that does not expire later", async () => {
    harness.service.days = 30;
    const page = await harness.page();
    await click(page, ja.action.renew);
    await reads(page, ja.errors["replacement-not-later"]);
  });

  test("keeps file and password available if reports fail, and repeats the report", async () => {
    const { service } = harness;
    service.faults.stage.push("cut-off");
    const page = await toSave();
    await click(page, ja.save.here);
    await harness.downloaded(fileName);
    // The person confirms the download by showing the password, and both are reported then.
    await click(page, ja.password.reveal);
    await reads(page, ja.errors.unreachable);
    await click(page, ja.action.retry);
    await expect.poll(() => service.reports).toMatchObject([{ stage: "fetched" }, { stage: "password-shown" }]);
    await click(page, ja.password.saveText);
    const password = await readFile(await harness.downloaded(fileName.replace("p12", "txt")), "utf8");
    expect(password).toMatch(/^[a-z2-9-]{29}\n$/);
    await click(page, ja.action.next);
    await expect.poll(() => service.reports.at(-1)).toMatchObject({ stage: "password-shown" });
  });

  test("continues with the proof if the report of the import fails, and retries it on a different host until it succeeds: unreachable, no certificate, old certificate", async () => {
    const { service } = harness;
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
  test("closes the first step without sending a request", async () => {
    const page = await harness.page();
    await heading(page, ja.check.heading);
    await press(page, "Escape");
    expect(await page.evaluate("outcome")).toBe("shown");
    expect(harness.service.enrolled).toEqual([]);
  });

  test("never loses a certificate, however often it is pressed", async () => {
    const page = await toSave();
    for (const expected of [ja.leave.heading, ja.save.heading, ja.leave.heading, ja.save.heading]) {
      await press(page, "Escape");
      await heading(page, expected);
    }
    await click(page, ja.save.here);
    await reads(page, ja.save.offered(fileName));
  });

  test("asks for confirmation if the password was neither copied nor saved, and lets the person leave", async () => {
    const page = await toPassword();
    await click(page, ja.password.reveal);
    await press(page, "Escape");
    await reads(page, ja.leave.passwordLead);
    await click(page, ja.leave.leave);
    expect(await page.evaluate("outcome")).toBe("shown");
    expect(await page.evaluate("document.querySelectorAll('body > div').length")).toBe(0);
  });
});

describe("an unfinished renewal", () => {
  test("continues with the import and the proof of the saved file", async () => {
    const { service } = harness;
    service.status.pending = pendingAt("password-shown");
    const page = await harness.page();
    await heading(page, ja.resume.heading);
    await click(page, ja.resume.carryOn);
    await reads(page, pendingAt("password-shown").fileName);
    service.presented = pendingAt("password-shown").serial;
    await click(page, ja.import.done);
    await heading(page, ja.done.heading);
    expect(service.enrolled).toEqual([]);
  });

  test("is started again, after confirmation, if nobody can open its file", async () => {
    const { service } = harness;
    const pending = pendingAt("fetched");
    service.status.pending = pending;
    const page = await harness.page();
    await reads(page, ja.resume.unusable);
    await click(page, ja.resume.again);
    await reads(page, ja.again.lead(pending.fileName));
    await click(page, ja.again.agree);
    await heading(page, ja.save.heading);
    expect(service.enrolled).toMatchObject([{ ifMatch: `"${pending.serial}"`, ifNoneMatch: undefined }]);
  });

  test("elsewhere is shown, and replaced only after confirmation", async () => {
    const { service } = harness;
    const page = await harness.page();
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
