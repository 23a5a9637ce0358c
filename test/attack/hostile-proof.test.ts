import type { RequestListener } from "node:http";
import type { Page } from "puppeteer";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { paths } from "../../src/protocol/paths.ts";
import type { Status } from "../../src/protocol/status.ts";
import { pendingAt, statusDue } from "../dialog/harness/status-fixture.ts";
import { builtExtension } from "../extension/built-extension.ts";
import { seatPerson, type Person } from "../extension/person.ts";
import { startSite, type Site } from "../extension/site.ts";
import { takeOver, type HostileService } from "./hostile-service.ts";
import { drip, hurryContentWorld, hurryWorker } from "./impatience.ts";
import { press, reads } from "./walk.ts";

// The site's own service is honest here, and says that a replacement has been imported and not been used: what the
// proof host answers is all that could make the dialog say otherwise.
let site: Site;
let service: HostileService;
let person: Person;
let page: Page;
const alerts: string[] = [];
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  const folder = await builtExtension();
  site = owned.use(await startSite());
  service = owned.use(await takeOver(site));
  person = owned.use(await seatPerson(site, { extension: folder, cn: "client28" }));
});
afterAll(() => owned.disposeAsync());
beforeEach(async () => {
  alerts.length = 0;
  service.asked.length = 0;
  service.answers.set(
    paths.status,
    (_request, response) => void response.setHeader("Content-Type", "application/json").end(JSON.stringify(honest())),
  );
  page = await person.visit(`${site.app}/login`);
  page.on("dialog", (dialog) => {
    alerts.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(`${site.app}/menu`);
});
afterEach(async () => {
  await page.close();
  expect(alerts).toEqual([]);
});

const { done, errors, proof, resume } = dialogTexts("en");
const { misses } = proof;
const replacement = pendingAt("imported").serial;
/** What the site's own service says. */
function honest(): Status {
  return { ...statusDue(), pending: pendingAt("imported"), proofUrl: `${site.verify}${paths.status}` };
}
/** Everything in the dialog. */
async function readsAll(): Promise<string> {
  const dialog = await page.$(`::-p-aria([role="dialog"])`);
  return (await dialog?.evaluate((element) => element.textContent)) ?? "";
}
/** What the page may read: without these headers the browser would keep the answer from the dialog. */
const readable = (): Record<string, string> => ({
  "Access-Control-Allow-Origin": site.app,
  "Access-Control-Allow-Credentials": "true",
});
const raw =
  (body: string, head: Readonly<Record<string, string>> = {}, code = 200): RequestListener =>
  (_request, response) =>
    void response.writeHead(code, { ...readable(), ...head }).end(body);
const saw =
  (certificate: Partial<Status["certificate"]>): RequestListener =>
  (request, response) => {
    const status = { ...statusDue(), certificate: { ...statusDue().certificate, ...certificate } };
    raw(JSON.stringify(status), { "Content-Type": "application/json" })(request, response);
  };

describe("a proof host that somebody has taken over", () => {
  const answers: Readonly<Record<string, { readonly says: string; readonly answer: RequestListener }>> = {
    "that says it saw the replacement, which the service did not": {
      says: misses["not-recorded"],
      answer: saw({ serial: replacement }),
    },
    "that says it saw another certificate, whose name is a script": {
      says: "<script>alert(1)</script>",
      answer: saw({ serial: "0A", cn: "<script>alert(1)</script>" }),
    },
    "with a page that holds a script": {
      says: errors["answer-malformed"],
      answer: raw("<script>alert(1)</script>", { "Content-Type": "text/html" }),
    },
    "with a script": { says: errors["answer-malformed"], answer: raw("alert(1)", { "Content-Type": "text/javascript" }) },
    "with no end": {
      says: errors["answer-malformed"],
      answer: (_request, response) => {
        response.writeHead(200, readable());
        const more = (): void => {
          while (!response.destroyed && response.write("[".repeat(65_536)));
        };
        response.on("drain", more);
        more();
      },
    },
    "with a way to another answer": {
      says: misses.unreachable,
      answer: (request, response) =>
        (request.url === "/elsewhere" ? saw({ serial: replacement }) : raw("", { Location: "/elsewhere" }, 302))(request, response),
    },
    "with a way to a script": {
      says: misses.unreachable,
      answer: raw("", { Location: "data:text/html,<script>alert(1)</script>" }, 307),
    },
    "with nothing that the page may read": {
      says: misses.unreachable,
      answer: (_request, response) => void response.end(JSON.stringify(statusDue())),
    },
    "with a refusal of its own": {
      says: errors["answer-malformed"],
      answer: raw(JSON.stringify({ type: "x", title: "x", status: 400, detail: "<b>", code: "constructor" }), {}, 400),
    },
    "with nothing, and the connection gone": { says: misses.unreachable, answer: (request) => void request.destroy() },
    "with one octet after the other, for ever": {
      says: misses.unreachable,
      answer: (request, response) => {
        for (const [name, value] of Object.entries(readable())) response.setHeader(name, value);
        drip(request, response);
      },
    },
  };

  it.each(Object.keys(answers))("(%s) proves nothing, which is told in a sentence", async (name) => {
    const given = answers[name];
    if (given === undefined) throw new Error("There is no such answer.");
    service.proof = given.answer;
    await reads(page, resume.heading);
    await Promise.all([hurryContentWorld(page), hurryWorker(person.browser)]);
    await press(page, proof.prove);
    await expect.poll(readsAll).toContain(given.says);
    expect(await readsAll()).not.toContain(done.heading);
    expect(page.url()).toBe(`${site.app}/menu`);
  });

  it("(honest) is believed where the service has seen the replacement as well", async () => {
    service.proof = saw({ serial: replacement });
    await reads(page, resume.heading);
    service.answers.set(
      paths.status,
      (_request, response) => void response.end(JSON.stringify({ ...honest(), pending: pendingAt("first-used") })),
    );
    await press(page, proof.prove);
    await reads(page, done.heading);
  });
});
