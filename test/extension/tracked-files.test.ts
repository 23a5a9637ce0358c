import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "puppeteer";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { encodePem } from "../../src/core/x509/pem.ts";
import { findTarget, withBrowserTimeout } from "../../src/demo/browser/waits.ts";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { certificateOf } from "../../src/demo/world-file.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { optionsTexts } from "../../src/extension/options/texts/texts-for.ts";
import { popupTexts } from "../../src/extension/popup/texts/texts-for.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";
import type { Language } from "../../src/ui/language.ts";
import { issue } from "../core/issued.ts";
import { lookAt } from "../look/look-at.ts";
import { pageModes } from "../look/modes.ts";
import { withOpenssl } from "../support/made-with-openssl.ts";
import { extensionId } from "./extension-id.ts";
import { offerUpdate, plannedUpdate } from "./offer-update.ts";
import { seatPerson, type Person } from "./person.ts";
import type { Site } from "./site.ts";
import { startTracking } from "./tracked/start-tracking.ts";
import type { StatuslessSite } from "./tracked/statusless-site.ts";
import { chooseSite } from "./tracked/watch-file.ts";

const run = promisify(execFile);
const languages = ["ja", "en"] as const;
let extension: string;
let site: Site;
let clinic: StatuslessSite;
const owned = new AsyncDisposableStack();
const persons = new Map<Language, Person>();

beforeAll(async () => {
  ({ extension, site, clinic } = await startTracking(owned));
});
afterAll(() => owned.disposeAsync());
beforeEach(() => {
  clinic.stead = () => false;
  clinic.asked.length = 0;
});

/** A person at the browser of a language, who finds nothing of the one before; they all have the same certificate. */
async function seat(language: Language): Promise<Person> {
  const before = persons.get(language);
  await before?.makeRoom(site, "client28");
  const person = before ?? owned.use(await seatPerson(site, { extension, cn: "client28", language }));
  persons.set(language, person);
  return person;
}

/**
 * Presses a button of the form as soon as it shows progress: opening a file takes a second on a quick computer. Runs in the
 * page.
 *
 * @returns the look of the form's own button by then
 */
async function stopAtFirstProgress(name: string): Promise<string> {
  return await new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const form = document.querySelector("form.password");
      const own = form?.querySelector("button");
      const stop = Array.from(form?.querySelectorAll("button") ?? []).find(({ textContent }) => textContent === name);
      const reads = form?.querySelector("progress") instanceof HTMLElement;
      if (!reads || !(own instanceof HTMLElement) || stop === undefined) return;
      observer.disconnect();
      resolve(getComputedStyle(own).backgroundColor);
      stop.click();
    });
    observer.observe(document, { childList: true, subtree: true, attributes: true });
  });
}

/**
 * Closes the dialog as soon as it shows progress, and counts the slices of time in which a file is opened, in an attribute of
 * the document. Runs in the page.
 *
 * @returns their number by then
 */
async function closeAtProgress(name: string): Promise<number> {
  const { dataset } = document.documentElement;
  globalThis.MessageChannel = new Proxy(MessageChannel, {
    construct: (channel, parameters: []) => {
      dataset["slices"] = String(Number(dataset["slices"] ?? 0) + 1);
      return new channel(...parameters);
    },
  });
  return await new Promise((resolve) => {
    const look = (): void => {
      const root = document.querySelector("html > div")?.shadowRoot;
      const close = root?.querySelector(`button[aria-label="${name}"]`);
      if (!(close instanceof HTMLElement) || !root?.querySelector("progress")) {
        requestAnimationFrame(look);
        return;
      }
      close.click();
      resolve(Number(dataset["slices"]));
    };
    look();
  });
}

/** The options page with the clinic's site in the list, selected for the files. */
async function openOptions(person: Person): Promise<Page> {
  const page = await person.visit(`chrome-extension://${extensionId}/pages/options.html`);
  await page.locator("li").wait();
  const { hostname, port } = new URL(clinic.origin);
  const sites = [{ hostname, menuPath: "/", port: Number(port) }];
  await page.evaluate(async (sites) => chrome.storage.local.set({ sites }), sites);
  await chooseSite(page, hostname);
  return page;
}

async function choose(options: Page, path: string): Promise<void> {
  const chooser = options.waitForFileChooser();
  await options.locator("input[name=certificate]").click();
  await (await chooser).accept([path]);
}

/** Drops a file from the system's file manager. */
async function drop(options: Page, path: string): Promise<void> {
  const area = await options.locator(".drop").waitHandle();
  await area.scrollIntoView();
  const { x, y } = await area.clickablePoint();
  const session = await options.createCDPSession();
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await session.send("Input.dispatchDragEvent", { type, x, y, data });
  await session.detach();
}

async function unlock(options: Page, password: string): Promise<void> {
  await options.locator("input[name=file-password]").fill(password);
  await options.locator("form.password button[type=submit]").click();
}

async function says(options: Page, text: string): Promise<void> {
  await options.waitForFunction((part) => document.querySelector("[role=status]")?.textContent.includes(part), {}, text);
}

/** Waits until an input is invalid, its error among its descriptions, and nothing is reported as done. */
async function rejects(options: Page, name: string, error: string): Promise<void> {
  const isRejected = (name: string, error: string): boolean => {
    const input = document.querySelector(`input[name=${name}][aria-invalid=true]`);
    const ids = input?.getAttribute("aria-describedby")?.split(" ") ?? [];
    const isDescribed = ids.some((id) => document.getElementById(id)?.textContent === error);
    return isDescribed && document.querySelector("[role=status]")?.textContent === "";
  };
  await options.waitForFunction(isRejected, {}, name, error);
}

function press(page: Page, name: string): Promise<void> {
  return new AccessibleElement(page, { role: "button", name }).press();
}

async function reads(page: Page, heading: string): Promise<void> {
  await new AccessibleElement(page, { role: "heading", name: heading }).find();
}

const stored = (page: Page): Promise<string> => page.evaluate(async () => JSON.stringify(await chrome.storage.local.get(null)));

async function passwordOf(cn: string): Promise<string> {
  return (await readFile(certificateOf(site.world, cn).passwordFile, "utf8")).trim();
}

async function track(options: Page, language: Language): Promise<void> {
  const { p12 } = certificateOf(site.world, "client28");
  await drop(options, p12);
  await unlock(options, await passwordOf("client28"));
  await options.locator(".tracked").wait();
  expect(await options.$eval(".tracked", (row) => row.textContent)).toContain(popupTexts(language).due);
}

describe("a site without a status", () => {
  it("has its certificate tracked by a dropped file, renewed by POST /api/cert, and the new one tracked instead", async () => {
    const [dialog, tracked, popup] = [dialogTexts("ja"), optionsTexts("ja").files, popupTexts("ja")];
    const person = await seat("ja");
    let options = await openOptions(person);
    await press(options, optionsTexts("ja").named(optionsTexts("ja").test, "localhost"));
    const failed = await options.locator("li [role=alert]").waitHandle();
    expect(await failed.evaluate((alert) => alert.closest("li")?.querySelector("h3")?.textContent)).toBe("localhost");
    expect(await failed.evaluate((alert) => alert.textContent)).toContain(optionsTexts("ja").notReported);

    const { p12, serial } = certificateOf(site.world, "client28");
    await drop(options, p12);
    await unlock(options, "not the password");
    await rejects(options, "file-password", tracked.errors["password-wrong"]);
    expect(await options.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("file-password");
    await unlock(options, await passwordOf("client28"));
    await says(options, "client28 を登録しました");
    const before = await stored(options);
    expect(before).toContain(serial);
    expect(before).not.toContain(await passwordOf("client28"));
    const record = { origin: clinic.origin, cn: "client28", o: "u00000014", serial, file: { issuer: "Koshin Issuing CA" } };
    expect(JSON.parse(before)).toMatchObject({ renewals: { records: [record] } });

    const onSite = await person.openPopup(await person.visit(clinic.origin));
    await reads(onSite, popup.notReported);
    const window = await person.visit(`chrome-extension://${extensionId}/pages/popup.html`);
    await window.locator(".known li").wait();
    expect(await window.$eval(".known li", (item) => item.textContent)).toContain(popup.fromFile);
    await press(window, `${popup.renew} client28`);
    const opened = await findTarget(person.browser, (target) => target.url().includes("options.html#origin="));
    options = withBrowserTimeout(await opened.asPage());
    await reads(options, dialog.check.heading);
    expect(clinic.asked.filter((line) => line.startsWith("POST"))).toEqual([]);

    // Abandoned at the first step after its issue: the service returns the same one again.
    await press(options, dialog.action.renew);
    await reads(options, dialog.save.heading);
    // An update, which would close the page, waits.
    const worker = await findTarget(person.browser, (target) => target.url().includes("service-worker"));
    await offerUpdate(worker);
    await expect.poll(() => plannedUpdate(worker)).toBeTypeOf("number");
    const first = await stored(options);
    await press(options, dialog.action.close);
    await press(options, dialog.leave.leave);
    await press(options, tracked.named(tracked.carryOn, "client28", "localhost"));
    await press(options, dialog.action.renew);
    await reads(options, dialog.save.heading);
    expect(await stored(options)).toBe(first);
    expect(clinic.asked.slice(-2)).toEqual(["POST /api/cert", "GET /api/cert/file/…"]);

    await press(options, dialog.save.here);
    await press(options, dialog.password.reveal);
    const secret = await options.waitForSelector("pierce/[data-password]");
    const password = (await secret?.evaluate((element) => element.getAttribute("data-password"))) ?? "";
    const [name = ""] = (await readdir(person.downloads)).filter((file) => file.endsWith(".p12"));
    expect(name).toMatch(/^\d{6}_JP_u00000014_client28\.p12$/);
    await writeFile(join(person.downloads, "password"), password);
    const opening = ["pkcs12", "-in", join(person.downloads, name), "-passin", `file:${join(person.downloads, "password")}`];
    const { stdout: certificate } = await run("openssl", [...opening, "-clcerts", "-nokeys"]);
    const { stdout: key } = await run("openssl", [...opening, "-nocerts", "-nodes"]);
    await writeFile(join(person.downloads, "leaf.pem"), certificate);
    await writeFile(join(person.downloads, "key.pem"), key);
    const openssl = async (...options: string[]): Promise<string> =>
      (await run("openssl", options, { cwd: person.downloads })).stdout;
    expect(await openssl("x509", "-in", "leaf.pem", "-noout", "-pubkey")).toBe(await openssl("pkey", "-in", "key.pem", "-pubout"));
    const fresh = (await openssl("x509", "-in", "leaf.pem", "-noout", "-serial")).trim().replace("serial=", "");
    expect(fresh).not.toBe(serial);

    await press(options, dialog.action.next);
    await reads(options, dialog.import.heading);
    await press(options, dialog.action.close);
    await press(options, tracked.named(tracked.carryOn, "client28", "localhost"));
    await press(options, dialog.resume.carryOn);
    await press(options, dialog.import.done);
    await reads(options, dialog.trial.heading);
    expect(await lookAt(options, "trial-ja", pageModes.slice(0, 2))).toEqual([]);
    await press(options, dialog.trial.works);
    await reads(options, dialog.done.heading);
    await press(options, dialog.action.close);

    await expect.poll(() => options.$$eval(".tracked .serial", (all) => all.map((each) => each.textContent))).toEqual([fresh]);
    expect(await options.$eval(".tracked", (row) => row.textContent)).not.toContain(popup.due);
    expect(password).toMatch(/^.{20,}$/);
    expect(await stored(options)).not.toContain(password);
    expect(await stored(options)).not.toContain(serial);
    await press(options, tracked.named(tracked.forget, "client28", "localhost"));
    await says(options, tracked.forgotten("client28"));
    expect(await stored(options)).not.toContain(fresh);
  });

  it("says why it does not renew, and accepts no file from another host", async () => {
    const dialog = dialogTexts("en");
    const person = await seat("en");
    const options = await openOptions(person);
    await track(options, "en");
    const elsewhere =
      (offer: unknown): ((...all: Parameters<StatuslessSite["stead"]>) => boolean) =>
      (_incoming, answer) => {
        answer.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(offer));
        return true;
      };
    const status =
      (code: number, body = ""): StatuslessSite["stead"] =>
      (_incoming, answer) => {
        answer.writeHead(code).end(body);
        return true;
      };
    const problem = { type: "about:blank", title: "Not due", status: 403, detail: "Too early.", code: "not-due" };
    const refusals = [
      ["renewal-not-offered", status(404, "<h1>Not Found</h1>")],
      ["renewal-declined", status(403)],
      ["unavailable", status(503)],
      ["not-due", status(403, JSON.stringify(problem))],
      ["answer-malformed", status(500, "<h1>Error</h1>")],
      ["answer-malformed", (_incoming, answer) => (answer.writeHead(302, { Location: "/api/cert" }).end(), true)],
      ["answer-malformed", status(200, "<h1>Welcome</h1>")],
      ["answer-malformed", elsewhere({ uri: `${site.app}/api/cert/file/x`, pass: "abcd" })],
      ["answer-malformed", elsewhere({ uri: `${clinic.origin.replace("https", "http")}/x`, pass: "abcd" })],
      ["answer-malformed", elsewhere({ uri: `${clinic.origin}/api/cert/file/x`, pass: "ab\ncd" })],
      ["answer-malformed", elsewhere({ uri: `${clinic.origin}/api/cert/file/x`, pass: "" })],
      [
        "answer-malformed",
        (incoming, answer) =>
          incoming.method === "GET"
            ? status(200, "x".repeat(300_000))(incoming, answer)
            : elsewhere({ uri: `${clinic.origin}/x`, pass: "abcd" })(incoming, answer),
      ],
    ] as const satisfies readonly (readonly [keyof typeof dialog.errors, StatuslessSite["stead"]])[];
    await press(options, optionsTexts("en").files.named(optionsTexts("en").files.renew, "client28", "localhost"));
    site.answered.length = 0;
    for (const [index, [code, stead]] of refusals.entries()) {
      clinic.stead = stead;
      await press(options, index === 0 ? dialog.action.renew : dialog.action.retry);
      await options.locator(`::-p-text(${dialog.errors[code]})`).wait();
    }
    expect(site.answered).toEqual([]);
    const other = certificateOf(site.world, "client169");
    // Somebody else's certificate, with the right password.
    const [file, pass] = [await readFile(other.p12), await passwordOf("client169")];
    clinic.stead = (incoming, answer) =>
      incoming.method === "POST"
        ? elsewhere({ uri: `${clinic.origin}/other.p12`, pass })(incoming, answer)
        : (answer.writeHead(200).end(file), true);
    await press(options, dialog.action.retry);
    await options.locator(`::-p-text(${dialog.errors["replacement-subject-mismatch"]})`).wait();
    expect(await stored(options)).not.toContain(other.serial);
  });

  it("accepts a plain certificate with the keyboard, replaces it, and says what is wrong with any other file", async () => {
    const texts = optionsTexts("en").files;
    const person = await seat("en");
    const options = await openOptions(person);
    const write = async (name: string, contents: string | Uint8Array): Promise<string> => {
      const path = join(person.downloads, name);
      await writeFile(path, contents);
      return path;
    };
    const { certificate } = await issue("P-256");
    await choose(options, await write("own.cer", certificate));
    await says(options, "client28 is now tracked");
    expect(await options.$$eval("input[name=file-password]", (all) => all.length)).toBe(0);

    const root = await readFile(dataFolder(site.data).authority.rootCertificate, "utf8");
    await choose(options, await write("ca.pem", root));
    await rejects(options, "certificate", texts.errors["authorities-only"]);
    await choose(options, await write("note.crt", "hello"));
    await rejects(options, "certificate", texts.errors["no-certificate-in-file"]);
    await choose(options, await write("large.pem", "x".repeat(300_000)));
    await rejects(options, "certificate", texts.errors["too-large"]);

    const { p12 } = certificateOf(site.world, "client21");
    const authorities = join(person.downloads, "authorities.p12");
    const ca = dataFolder(site.data).authority.rootCertificate;
    await run("openssl", ["pkcs12", "-export", "-nokeys", "-in", ca, "-out", authorities, "-passout", "pass:abcd"]);
    await choose(options, authorities);
    await unlock(options, "abcd");
    await rejects(options, "certificate", texts.errors["authorities-only"]);
    expect(await options.$$eval("form.password", (all) => all.length)).toBe(0);
    await options.focus("input[name=certificate]");
    const chooser = options.waitForFileChooser();
    await options.keyboard.press("Enter");
    await (await chooser).accept([p12]);
    await options.locator("input[name=file-password]").wait();
    expect(await options.$eval("input[name=certificate]", (input) => input.ariaInvalid)).toBe("false");
    await options.keyboard.type(await passwordOf("client21"));
    await options.keyboard.press("Enter");
    await says(options, "client21 is now tracked, but it expired on");

    const replaced = options.waitForFileChooser();
    await press(options, texts.named(texts.replace, "client28", "localhost"));
    const pem = encodePem("CERTIFICATE", (await issue("P-256")).certificate);
    await (await replaced).accept([await write("chain.pem", root + pem)]);
    await says(options, "client28 is now tracked");
    expect(
      await options.$$eval(".tracked h3", (all) => all.map((each) => each.firstChild?.textContent?.trim()).toSorted()),
    ).toEqual(["client21", "client28"]);
  });

  it.each([
    ["in a worker", true],
    ["in slices of time where there is no worker", false],
  ])("opens a file with 600,000 iterations %s while the page responds, and stops when the person wants", async (_, workers) => {
    const texts = optionsTexts("en").files;
    await using made = await withOpenssl();
    const person = await seat("en");
    const options = await openOptions(person);
    if (!workers) await options.evaluate(() => Reflect.deleteProperty(globalThis, "Worker"));
    const path = join(person.downloads, "slow.p12");
    await writeFile(path, await made.p12(["-passout", "pass:abcd", "-iter", "600000"]));

    await choose(options, path);
    await options.locator("form.password button").wait();
    const accent = await options.$eval("form.password button", (button) => getComputedStyle(button).backgroundColor);
    let started = 0;
    options.on("workercreated", () => (started += 1));
    const look = options.evaluate(stopAtFirstProgress, texts.cancel);
    await unlock(options, "abcd");
    // A press on the button has no effect meanwhile, and it says so.
    expect(await look).not.toBe(accent);
    expect(started).toBe(workers ? 1 : 0);
    await options.waitForFunction(() => document.querySelector("form.password") === null);
    expect(await options.$$eval(".tracked", (all) => all.length)).toBe(0);

    await choose(options, path);
    await unlock(options, "abcd");
    const pauses = await options.evaluate(async () => {
      const seen: number[] = [];
      while (document.querySelector(".tracked") === null) {
        const start = performance.now();
        await new Promise((resolve) => setTimeout(resolve));
        seen.push(performance.now() - start);
      }
      return seen.toSorted((a, b) => a - b);
    });
    // A single task of some hundreds of milliseconds would leave none.
    expect(pauses.length).toBeGreaterThan(10);
    await says(options, "client7 is now tracked");
    expect(await options.$$eval(".tracked", (all) => all.length)).toBe(1);
  });

  it("has its service's file opened with progress, whatever its iterations, until the dialog closes", async () => {
    const dialog = dialogTexts("en");
    await using made = await withOpenssl();
    const person = await seat("en");
    const options = await openOptions(person);
    await track(options, "en");
    const file = await made.p12(["-passout", "pass:abcd", "-keypbe", "PBE-SHA1-3DES", "-iter", "1000000"]);
    clinic.stead = ({ method }, answer) => {
      const offer = JSON.stringify({ uri: `${clinic.origin}/slow.p12`, pass: "abcd" });
      answer.writeHead(200, { "Content-Type": "application/json" }).end(method === "POST" ? offer : file);
      return true;
    };
    const texts = optionsTexts("en").files;
    await press(options, texts.named(texts.renew, "client28", "localhost"));
    await reads(options, dialog.check.heading);
    const slices = options.evaluate(closeAtProgress, dialog.action.close);
    await press(options, dialog.action.renew);
    const atClosing = await slices;
    await options.waitForFunction(() => document.querySelector("html > div") === null);
    // Each slice of the computation ends with a message; meanwhile the page still works.
    for (let round = 0; round < 3; round += 1) {
      await press(options, texts.named(texts.renew, "client28", "localhost"));
      await press(options, dialog.action.later);
    }
    expect(atClosing).toBeGreaterThan(0);
    expect(await options.evaluate(() => Number(document.documentElement.dataset["slices"]))).toBe(atClosing);
  });

  it.each(languages)("is accessible (%s)", async (language) => {
    const person = await seat(language);
    const options = await openOptions(person);
    await track(options, language);
    await drop(options, certificateOf(site.world, "client28").p12);
    await options.locator("input[name=file-password]").wait();
    expect(await lookAt(options, `tracked-${language}`, pageModes)).toEqual([]);
  });
});
