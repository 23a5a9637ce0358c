import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import type { Status } from "../../src/protocol/status.ts";
import { formatDay } from "../../src/ui/moment-format.ts";
import { click, heading, reads, shows, type Harness, type PageOptions, sharedHarness } from "./harness/harness.ts";
import { oldSerial, pendingAt, statusDue } from "./harness/status-fixture.ts";

const shared = sharedHarness();

const texts = dialogTexts("en");
let harness: Harness;
beforeAll(async () => {
  harness = await shared.start();
});
afterEach(() => harness.clear());

/** The dialog at its last step, after proving a replacement that was imported during an earlier visit. */
async function proved(changes: Partial<Status>, options: PageOptions = {}): ReturnType<Harness["page"]> {
  const { service } = harness;
  service.language = "en";
  service.status = { ...statusDue(), pending: pendingAt("imported"), ...changes };
  service.presented = pendingAt("imported").serial;
  const page = await harness.page(options);
  await heading(page, texts.resume.heading);
  await click(page, texts.proof.prove);
  await heading(page, texts.done.heading);
  return page;
}

describe("after the proof", () => {
  test("shows serial number, expiry and position in the selector of both certificates", async () => {
    const page = await proved({});
    const { notAfter } = harness.service.status.certificate;
    const { serial, notAfter: newNotAfter } = pendingAt("imported");
    for (const text of [serial, oldSerial, formatDay(notAfter, "en"), formatDay(newNotAfter, "en")]) await reads(page, text);
    for (const text of [texts.done.first, texts.done.second, texts.done.until(formatDay(notAfter, "en"))]) await reads(page, text);
  });

  test.for([
    ["Windows", texts.done.removal.where.windows, oldSerial.toLowerCase()],
    ["macOS", texts.done.removal.where.macos, oldSerial.match(/../g)?.join(" ") ?? ""],
    ["Linux", texts.done.removal.where.linux, oldSerial.match(/../g)?.join(":") ?? ""],
  ] as const)("explains how to remove the old certificate on %s, and that this is optional", async ([platform, where, serial]) => {
    const page = await proved({}, { platform });
    expect(await shows(page, where)).toBe(false);
    await click(page, texts.done.removal.summary);
    for (const text of [texts.done.removal.optional, where, serial]) await reads(page, text);
  });

  test("isolates names that are written from right to left", async () => {
    const cn = "\u05de\u05e8\u05e4\u05d0\u05d4";
    await reads(await proved({ certificate: { ...statusDue().certificate, cn } }), texts.done.apart(`\u2068${cn}\u2069`));
  });

  test("names the day on which the tenant retires the old certificate if that is before it expires", async () => {
    const now = new Date();
    const retires = new Date(now.getTime() + 10 * 86_400_000).toISOString();
    await reads(await proved({ retireAfterDays: 10 }), texts.done.retires(formatDay(retires, "en")));
    await harness.clear();
    const { notAfter } = statusDue().certificate;
    await reads(await proved({ retireAfterDays: 100 }), texts.done.until(formatDay(notAfter, "en")));
  });
});

test("a refusal links to the page that explains it", async () => {
  harness.service.language = "en";
  const explanation = "https://help.example/refusals#type-not-renewable";
  harness.service.status = { ...statusDue(), refusal: { code: "type-not-renewable", detail: "" }, explanation };
  const page = await harness.page();
  const link = await new AccessibleElement(page, { role: "link", name: texts.explanation }).find();
  expect(await link.evaluate((element) => [element.getAttribute("href"), element.getAttribute("rel")])).toEqual([
    explanation,
    "noreferrer",
  ]);
});
