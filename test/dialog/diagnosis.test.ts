import { readFile } from "node:fs/promises";
import type { Page } from "puppeteer";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { KoshinError } from "../../src/core/errors.ts";
import { causeCodes } from "../../src/core/failure-trace.ts";
import { version } from "../../src/core/version.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { RenewalError } from "../../src/protocol/failure.ts";
import { browserOf } from "../../src/ui/browser-of.ts";
import { writeDiagnosis, type Diagnosed } from "../../src/ui/diagnosis.ts";
import { readDiagnosis } from "./diagnosis-line.ts";
import { click, heading, reads, type Harness, sharedHarness } from "./harness/harness.ts";
import { oldSerial, pendingAt } from "./harness/status-fixture.ts";

const shared = sharedHarness();

const ja = dialogTexts("ja");
const fileName = "000042_JP_u00000014_client28.p12";
const place = {
  part: "extension",
  navigator: { userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0" },
  platform: { os: "linux" },
  host: "app.localhost",
  clockAhead: -301_000,
} as const;

test("the version is that of package.json", () => expect(version).toBe(packageJson.version));

describe("the line", () => {
  const at = new Date("2026-11-20T01:02:03Z");

  test("contains what is known and omits the rest", () => {
    const failed = new RenewalError("unreachable", "…", { cause: new KoshinError("der-malformed", { cause: new TypeError() }) });
    const diagnosed: Diagnosed = { step: "proof", error: failed.code, trace: failed.trace, old: "5A00", days: 71 };
    expect(writeDiagnosis(place, diagnosed, at)).toBe(
      `koshin=${version} time=2026-11-20T01:02:03.000Z part=extension browser=Firefox/153.0 os=linux host=app.localhost ` +
        "step=proof error=unreachable causes=der-malformed,TypeError old=5A00 days=71 clock=-301s",
    );
  });

  test.for(["a b=c", "one\ntwo=2", "=cmd|' /C calc'!A0", "<img src=x>", "あ".repeat(500)])(
    "stays one line with its own keys for a hostile response: %j",
    (hostile) => {
      const trace = { causes: [hostile, hostile], request: hostile };
      const line = writeDiagnosis({ ...place, host: hostile }, { step: hostile, trace, old: hostile }, at);
      expect(line.split(" ").map((pair) => pair.split("=")[0])).toEqual([
        ..."koshin time part browser os host step causes old clock request".split(" "),
      ]);
      expect(line).toMatch(/^[\w.,:+/= -]{1,500}$/);
    },
  );

  test("ends at a cycle of causes", () => {
    const one = new Error();
    one.cause = one;
    expect(causeCodes(one)).toHaveLength(5);
  });
});

test.for([
  { userAgent: "Mozilla/5.0 (Windows NT 10.0; rv:153.0) Gecko/20100101 Firefox/153.0", browser: "Firefox/153.0" },
  {
    userAgent: "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
    browser: "Safari/605.1.15",
  },
  { userAgent: "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36", browser: "Chrome/156.0.0.0" },
  { userAgent: "curl/8", browser: "unknown" },
])("identifies $userAgent as $browser", ({ userAgent, browser }) => expect(browserOf({ userAgent })).toBe(browser));

test("uses the brand in Client Hints, not the placeholder brand", () => {
  const brands = [
    { brand: "Not;A=Brand", version: "8" },
    { brand: "Chromium", version: "156" },
    { brand: "Microsoft Edge", version: "156" },
  ];
  expect(browserOf({ userAgent: "", ...{ userAgentData: { brands } } })).toBe("Microsoft Edge/156");
});

describe("「診断情報をコピー」 in the dialog", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await shared.start();
  });
  afterEach(() => harness.clear());

  /** Copies the line, and checks that the dialog shows the same one. */
  async function copied(page: Page): Promise<string> {
    await click(page, ja.diagnosis.copy);
    await reads(page, ja.diagnosis.copied);
    const line = await page.evaluate(() => navigator.clipboard.readText());
    await reads(page, line);
    return line;
  }

  test("contains the state of the renewal in each step, and none of its secrets", async () => {
    const { service } = harness;
    const page = await harness.page();
    const lines: string[] = [];
    const copiesAt = async (expected: object): Promise<void> => {
      const line = await copied(page);
      expect(readDiagnosis(line)).toMatchObject({ part: "page", old: oldSerial, ...expected });
      lines.push(line);
    };

    await heading(page, ja.check.heading);
    await copiesAt({ step: "check" });
    service.faults.enrol.push("too-many-requests", "cut-off");
    await click(page, ja.action.renew);
    await reads(page, ja.errors["too-many-requests"]);
    await copiesAt({ step: "working", job: "renew", error: "too-many-requests" });
    await click(page, ja.action.retry);
    await reads(page, ja.errors.unreachable);
    await copiesAt({ step: "working", error: "unreachable", causes: "TypeError" });
    await click(page, ja.action.retry);

    await heading(page, ja.save.heading);
    const serial = service.status.pending?.serial;
    await copiesAt({ step: "save", new: serial });
    await click(page, ja.save.here);
    const p12 = await readFile(await harness.downloaded(fileName));
    await click(page, ja.password.reveal);
    await copiesAt({ step: "password", new: serial });
    await click(page, ja.password.saveText);
    const password = (await readFile(await harness.downloaded(fileName.replace("p12", "txt")), "utf8")).trim();
    await click(page, ja.action.next);
    await heading(page, ja.import.heading);
    await copiesAt({ step: "import", new: serial });
    await click(page, ja.import.done);
    await reads(page, ja.proof.misses["old-certificate"]);
    await copiesAt({ step: "proof", miss: "old-certificate", seen: oldSerial, new: serial });
    service.presented = serial;
    await click(page, ja.proof.prove);
    await heading(page, ja.done.heading);
    await copiesAt({ step: "done", new: serial });

    const secrets = [password, ...password.split("-"), ...service.enrolled.map(({ request }) => request), p12.toString("base64")];
    expect(secrets.length).toBeGreaterThan(3);
    for (const line of lines) for (const secret of secrets) expect(line).not.toContain(secret);
  });

  test("contains the stage reached during an earlier visit", async () => {
    harness.service.status = { ...harness.service.status, pending: pendingAt("fetched") };
    const page = await harness.page();
    await heading(page, ja.resume.heading);
    expect(readDiagnosis(await copied(page))).toMatchObject({ step: "resume", stage: "fetched", new: pendingAt("fetched").serial });
  });

  test("shows the line if the browser does not allow copying", async () => {
    const page = await harness.page();
    await heading(page, ja.check.heading);
    await page.evaluate(() =>
      Reflect.set(navigator.clipboard, "writeText", () => Promise.reject(new DOMException("", "NotAllowedError"))),
    );
    await click(page, ja.diagnosis.copy);
    await reads(page, ja.diagnosis.refused);
    await reads(page, `koshin=${version}`);
  });
});
