import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import type { Status } from "../../src/protocol/status.ts";
import { formatDay } from "../../src/ui/moment-format.ts";
import { click, heading, reads, shows, Stage, type PageOptions } from "./stage/stage.ts";
import { oldSerial, pendingAt, statusDue } from "./stage/status-fixture.ts";

const texts = dialogTexts("en");
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.set();
});
afterEach(() => stage.clear());
afterAll(() => stage.strike());

/** The dialog at its end, after a replacement that an earlier visit imported. */
async function proved(changes: Partial<Status>, options: PageOptions = {}): ReturnType<Stage["page"]> {
  const { service } = stage;
  service.language = "en";
  service.status = { ...statusDue(), pending: pendingAt("imported"), ...changes };
  service.presented = pendingAt("imported").serial;
  const page = await stage.page(options);
  await heading(page, texts.resume.heading);
  await click(page, texts.proof.prove);
  await heading(page, texts.done.heading);
  return page;
}

describe("after the proof", () => {
  test("the two certificates are told apart by serial number, expiry and place", async () => {
    const page = await proved({});
    const { notAfter } = stage.service.status.certificate;
    const { serial, notAfter: newNotAfter } = pendingAt("imported");
    for (const said of [serial, oldSerial, formatDay(notAfter, "en"), formatDay(newNotAfter, "en")]) await reads(page, said);
    for (const said of [texts.done.first, texts.done.second, texts.done.until(formatDay(notAfter, "en"))]) await reads(page, said);
  });

  test.for([
    ["Windows", texts.done.removal.where.windows, oldSerial.toLowerCase()],
    ["macOS", texts.done.removal.where.macos, oldSerial.match(/../g)?.join(" ") ?? ""],
    ["Linux", texts.done.removal.where.linux, oldSerial.match(/../g)?.join(":") ?? ""],
  ] as const)("the old one's removal is told for %s, and that nobody need do it", async ([platform, where, serial]) => {
    const page = await proved({}, { platform });
    expect(await shows(page, where)).toBe(false);
    await click(page, texts.done.removal.summary);
    for (const said of [texts.done.removal.optional, where, serial]) await reads(page, said);
  });

  test("the day is told on which the tenant retires the old one, where that is before its end", async () => {
    const now = new Date();
    const retires = new Date(now.getTime() + 10 * 86_400_000).toISOString();
    await reads(await proved({ retireAfterDays: 10 }), texts.done.retires(formatDay(retires, "en")));
    await stage.clear();
    const { notAfter } = statusDue().certificate;
    await reads(await proved({ retireAfterDays: 100 }), texts.done.until(formatDay(notAfter, "en")));
  });
});

test("a refusal leads to the page that explains it", async () => {
  stage.service.language = "en";
  const explanation = "https://help.example/refusals#type-not-renewable";
  stage.service.status = { ...statusDue(), refusal: { code: "type-not-renewable", detail: "" }, explanation };
  const page = await stage.page();
  const link = await new AccessibleElement(page, { role: "link", name: texts.explanation }).find();
  expect(await link.evaluate((element) => [element.getAttribute("href"), element.getAttribute("rel")])).toEqual([
    explanation,
    "noreferrer",
  ]);
});
