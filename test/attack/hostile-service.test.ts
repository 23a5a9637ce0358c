import { readdir } from "node:fs/promises";
import type { RequestListener, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Page } from "puppeteer";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fromBase64, toBase64 } from "../../src/core/base64.ts";
import type { Bytes } from "../../src/core/bytes.ts";
import { writeCertsOnly } from "../../src/core/x509/certs-only.ts";
import { openTab } from "../../src/demo/browser/waits.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { paths } from "../../src/protocol/paths.ts";
import type { Status } from "../../src/protocol/status.ts";
import { issue } from "../core/issued.ts";
import { Authority } from "../dialog/harness/authority.ts";
import { pendingAt, statusDue } from "../dialog/harness/status-fixture.ts";
import { handOver } from "../extension/hand-over.ts";
import type { Person } from "../extension/person.ts";
import { startSite, type Site } from "../extension/site.ts";
import { takeOver, type HostileService } from "./hostile-service.ts";
import { sharedPerson } from "./shared-person.ts";
import { drip, shortenWorkerTimeouts } from "./short-timeouts.ts";
import { press, reads } from "./walk.ts";

const shared = sharedPerson();
let site: Site;
let service: HostileService;
let person: Person;
let authority: Authority;
let page: Page;
/** Dialogs opened by scripts: an attack that runs calls `alert`. */
const alerts: string[] = [];
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  site = owned.use(await startSite());
  service = owned.use(await takeOver(site));
  authority = await Authority.create();
  owned.defer(() => authority.dispose());
  person = await shared.at(site);
});
afterAll(() => owned.disposeAsync());
beforeEach(() => {
  service.answers.clear();
  service.asked.length = 0;
  alerts.length = 0;
});
afterEach(() => {
  expect(alerts).toEqual([]);
});

const { action, check, errors, refusal, save } = dialogTexts("en");
const json =
  (value: unknown): RequestListener =>
  (_request, response) =>
    void response.setHeader("Content-Type", "application/json").end(JSON.stringify(value));
const raw =
  (body: string | Buffer, head: Readonly<Record<string, string>> = {}, code = 200): RequestListener =>
  (_request, response) =>
    void response.writeHead(code, head).end(body);

async function openOwnTab(): Promise<void> {
  page = await openTab(person.browser);
  page.on("dialog", (dialog) => {
    alerts.push(dialog.message());
    void dialog.dismiss();
  });
}
async function closeTab(): Promise<void> {
  await page.close();
}
async function openMenu(): Promise<void> {
  await page.goto(`${site.app}/menu`);
}
/** The dialog's text. */
async function readsAll(): Promise<string> {
  const dialog = await page.$(`aria/[role="dialog"]`);
  return (await dialog?.evaluate((element) => element.textContent)) ?? "";
}
/** The files in the download folder, which must all have documented names. */
const written = async (): Promise<readonly string[]> => await readdir(person.downloads);
const never = (response: ServerResponse): boolean => response.destroyed;

describe("a hostile status", () => {
  // Nothing is issued here that would keep a document from being replaced by the next one.
  beforeAll(openOwnTab);
  afterAll(closeTab);

  const outrageous: Readonly<Record<string, RequestListener>> = {
    "that is followed by a hundred megabytes, compressed to almost nothing": (_request, response) => {
      response.writeHead(200, { "Content-Encoding": "gzip" });
      const status = JSON.stringify(statusDue());
      void import("node:zlib").then(({ gzipSync }) => response.end(gzipSync(status + " ".repeat(100_000_000))));
    },
    "nested a hundred thousand levels deep": raw(`${"[".repeat(100_000)}${"]".repeat(100_000)}`),
    "that redirects to another origin": raw("", { Location: "https://verify.localhost/api/cert/status" }, 302),
    "that redirects to another response": (request, response) => {
      service.answers.set("/elsewhere", json(statusDue()));
      raw("", { Location: "/elsewhere" }, 302)(request, response);
    },
    "that redirects to a file": raw("", { Location: "file:///etc/passwd" }, 302),
    "that redirects to a script": raw("", { Location: "data:text/html,<script>alert(1)</script>" }, 307),
    "that was not modified": raw("", {}, 304),
    "that is an HTML page": raw("<script>alert(1)</script>", { "Content-Type": "text/html" }),
    "that is not text": raw(Buffer.from([0xff, 0xfe, 0x00, 0xd8]), { "Content-Type": "application/json" }),
    "that refuses with an unknown code": raw(
      JSON.stringify({ type: "x", title: "<b>", status: 400, detail: "<script>alert(1)</script>", code: "constructor" }),
      {},
      400,
    ),
    "that asks to retry in a hundred years": raw("{}", { "Retry-After": "3153600000" }, 503),
    "with a proof host that is a script": json({ ...statusDue(), proofUrl: "javascript:alert(1)" }),
    "with an explanation that is a script": json({
      ...statusDue(),
      refusal: { code: "type-not-renewable", detail: "" },
      explanation: "javascript:alert(1)",
    }),
    "with an explanation in a data: URL": json({ ...statusDue(), explanation: "data:text/html,<script>alert(1)</script>" }),
    "with a recovery page that is a file": json({ ...statusDue(), recoveryPage: "file:///etc/passwd" }),
    "that tries to pollute the prototype": raw(
      '{"__proto__":{"ok":true,"value":"shown"},"constructor":{"prototype":{"due":true}}}',
    ),
    "with a name that reverses the writing direction": json({
      ...statusDue(),
      certificate: { ...statusDue().certificate, cn: "\u202egpj.client28" },
    }),
    "with an extremely long name": json({ ...statusDue(), certificate: { ...statusDue().certificate, o: "u".repeat(100_000) } }),
  };

  it.each(Object.keys(outrageous))("%s shows no dialog, and lets the page try on its own", async (name) => {
    const answer = outrageous[name];
    if (answer === undefined) throw new Error("No such response.");
    service.answers.set(paths.status, answer);
    await openMenu();
    expect((await handOver(page)).at(-1)?.answer).toBe("declined");
    expect(await readsAll()).toBe("");
    expect(await written()).toEqual([]);
  });

  it.each([
    "../../.bashrc",
    "/etc/cron.d/x.p12",
    "..\\..\\evil.p12",
    "CON",
    "NUL.p12",
    "000041_JP_u00000014_client28.p12.lnk",
    "000041_JP_u00000014_client28.p12\u0000.exe",
    "000041_JP_u00000014_client28\u202e21p.exe",
    "000041_JP_../../x_client28.p12",
    `000041_JP_${"u".repeat(300)}_client28.p12`,
    "000041_JP_u00000014_client28.exe",
    "000041_JP_u00000014_client28.p12\n",
  ])("with the file name %j shows no dialog", async (fileName) => {
    service.answers.set(paths.status, json({ ...statusDue(), pending: { ...pendingAt("issued"), fileName } }));
    await openMenu();
    expect((await handOver(page)).at(-1)?.answer).toBe("declined");
    expect(await written()).toEqual([]);
  });

  it("without end is not read completely", async () => {
    let cut = false;
    service.answers.set(paths.status, (_request, response) => {
      const more = (): void => {
        while (!never(response) && response.write("[".repeat(65_536)));
      };
      response.on("drain", more);
      response.once("close", () => (cut = true));
      more();
    });
    await openMenu();
    // Long before the response timeout.
    await expect.poll(() => cut).toBe(true);
    expect((await handOver(page)).at(-1)?.answer).toBe("declined");
    expect(await readsAll()).toBe("");
  });

  it("whose texts are all scripts is shown as plain text, or not at all", async () => {
    const script = "<img src=x onerror=alert(1)>";
    const status: Status = statusDue();
    service.answers.set(
      paths.status,
      json({
        ...status,
        certificate: { ...status.certificate, cn: script, o: "<script>alert(1)</script>" },
        refusal: { code: "type-not-renewable", detail: script },
      }),
    );
    await openMenu();
    await reads(page, refusal.heading);
    expect(await readsAll()).toContain(script);
    const dialog = await page.$(`aria/[role="dialog"]`);
    expect(await dialog?.evaluate((element) => element.querySelectorAll("img, script").length)).toBe(0);
  });
});

describe("a hostile response to the request for a certificate", () => {
  beforeEach(openOwnTab);
  afterEach(closeTab);
  const enrolWith =
    (make: (request: Bytes) => Promise<string | Buffer>): RequestListener =>
    (request, response) => {
      void text(request)
        .then(fromBase64)
        .then(make)
        .then((body) => response.end(body));
    };
  const certs = (certificates: readonly Bytes[]): string => toBase64(writeCertsOnly(certificates));
  /** A certificate of someone else, whose issuer the service lists among its authorities. */
  const stranger = issue("P-256");
  beforeEach(async () => {
    service.answers.set(paths.caCertificates, raw(certs([authority.certificate, (await stranger).issuer])));
  });

  const answers: Readonly<Record<string, { readonly says: string; readonly answer: RequestListener }>> = {
    "another person's certificate": {
      says: errors["replacement-key-mismatch"],
      answer: enrolWith(async () => certs([(await stranger).certificate])),
    },
    "a certificate that none of its authorities issued": {
      says: errors["answer-malformed"],
      answer: enrolWith(async () => certs([(await issue("P-256")).certificate])),
    },
    "an expired certificate": {
      says: errors["replacement-not-later"],
      answer: enrolWith(async (request) => certs([(await authority.sign(request, 1)).certificate])),
    },
    "its own authority's certificate": {
      says: errors["replacement-key-mismatch"],
      answer: enrolWith(() => Promise.resolve(certs([authority.certificate]))),
    },
    none: { says: errors["answer-malformed"], answer: enrolWith(() => Promise.resolve(certs([]))) },
    rubbish: { says: errors["answer-malformed"], answer: raw(toBase64(crypto.getRandomValues(new Uint8Array(2000)))) },
    "a length of four gigabytes": {
      says: errors["answer-malformed"],
      answer: raw(toBase64(Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff))),
    },
    "deeply nested sequences": {
      says: errors["answer-malformed"],
      answer: raw(toBase64(new Uint8Array(150_000).fill(0x30))),
    },
    "ten thousand certificates": {
      says: errors["answer-malformed"],
      answer: enrolWith(async (request) => {
        const { certificate } = await authority.sign(request, 1000);
        return certs(Array.from({ length: 10_000 }, () => certificate));
      }),
    },
    "a script": { says: errors["answer-malformed"], answer: raw("<script>alert(1)</script>", { "Content-Type": "text/html" }) },
    "a redirect to another origin": {
      says: errors["answer-malformed"],
      answer: raw("", { Location: "https://verify.localhost/" }, 307),
    },
    "a redirect to another response": { says: errors["answer-malformed"], answer: raw("", { Location: "/elsewhere" }, 307) },
    "a closed connection": { says: errors.unreachable, answer: (request) => void request.destroy() },
  };

  it.each(Object.keys(answers))("(%s) is reported in the dialog, and nothing is saved", async (name) => {
    const given = answers[name];
    if (given === undefined) throw new Error("No such response.");
    service.answers.set(paths.status, json(statusDue()));
    service.answers.set(paths.reenrol, given.answer);
    await openMenu();
    await reads(page, check.heading);
    await press(page, action.renew);
    await expect.poll(readsAll).toContain(given.says);
    const orders = (): number => service.asked.filter((path) => path === paths.reenrol).length;
    if (Object.entries(errors).some(([code, says]) => code.startsWith("replacement-") && says === given.says)) {
      // A certificate that cannot be used is not ordered again.
      expect(await readsAll()).not.toContain(action.retry);
      expect(orders()).toBe(1);
    } else {
      await press(page, action.retry);
      await expect.poll(orders).toBe(2);
    }
    expect(await written()).toEqual([]);
  });

  it("with a valid certificate and headers that name another file saves the file under its documented name", async () => {
    let serial = "";
    service.answers.set(paths.status, (request, response) => {
      const pending = serial === "" ? null : { ...pendingAt("issued"), serial };
      json({ ...statusDue(), pending })(request, response);
    });
    service.answers.set(paths.stage, raw("", {}, 204));
    await openMenu();
    // A request that an earlier page left pending must not be answered with a certificate.
    await reads(page, check.heading);
    service.answers.set(paths.reenrol, (request, response) => {
      void text(request)
        .then((body) => authority.sign(fromBase64(body), 1095))
        .then((signed) => {
          ({ serial } = signed);
          response.setHeader("Content-Disposition", 'attachment; filename="../../evil.exe"').end(certs([signed.certificate]));
        });
    });
    await press(page, action.renew, save.here);
    await expect.poll(written).toEqual(["000041_JP_u00000014_client28.p12"]);
  });
});

describe("a service that responds byte after byte without end", () => {
  beforeEach(openOwnTab);
  afterEach(closeTab);
  it("times out with its status: no dialog, and the page can try on its own", async () => {
    await shortenWorkerTimeouts(person.browser);
    service.answers.set(paths.status, drip);
    await openMenu();
    expect((await handOver(page)).at(-1)?.answer).toBe("declined");
    expect(await readsAll()).toBe("");
  });

  it("times out with the certificate: the dialog says so, and offers a retry", async () => {
    await shortenWorkerTimeouts(person.browser);
    service.answers.set(paths.status, json(statusDue()));
    service.answers.set(paths.reenrol, drip);
    await openMenu();
    await press(page, action.renew);
    await expect.poll(readsAll).toContain(errors.unreachable);
    await press(page, action.retry);
    await expect.poll(() => service.asked.filter((path) => path === paths.reenrol).length).toBe(2);
  });
});
