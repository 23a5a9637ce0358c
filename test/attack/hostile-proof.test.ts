import type { RequestListener } from "node:http";
import type { Page } from "puppeteer";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTab } from "../../src/demo/browser/waits.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { paths } from "../../src/protocol/paths.ts";
import type { Status } from "../../src/protocol/status.ts";
import { pendingAt, statusDue } from "../dialog/harness/status-fixture.ts";
import type { Person } from "../extension/person.ts";
import { startSite, type Site } from "../extension/site.ts";
import { takeOver, type HostileService } from "./hostile-service.ts";
import { sharedPerson } from "./shared-person.ts";
import { drip, shortenContentWorldTimeouts, shortenWorkerTimeouts } from "./short-timeouts.ts";
import { press, reads } from "./walk.ts";

// The site's service is honest here, and reports that a replacement has been imported but not used: only the proof
// host's response could make the dialog say otherwise.
const shared = sharedPerson();
let site: Site;
let service: HostileService;
let person: Person;
let page: Page;
const alerts: string[] = [];
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  site = owned.use(await startSite());
  service = owned.use(await takeOver(site));
  person = await shared.at(site);
});
afterAll(() => owned.disposeAsync());
beforeEach(async () => {
  alerts.length = 0;
  service.asked.length = 0;
  service.answers.set(
    paths.status,
    (_request, response) => void response.setHeader("Content-Type", "application/json").end(JSON.stringify(honest())),
  );
  page = await openTab(person.browser);
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
/** The status that the site's own service returns. */
function honest(): Status {
  return { ...statusDue(), pending: pendingAt("imported"), proofUrl: `${site.verify}${paths.status}` };
}
/** The dialog's text. */
async function readsAll(): Promise<string> {
  const dialog = await page.$(`aria/[role="dialog"]`);
  return (await dialog?.evaluate((element) => element.textContent)) ?? "";
}
/** CORS headers, without which the browser would not let the dialog read the response. */
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

describe("a compromised proof host that responds", () => {
  const answers: Readonly<Record<string, { readonly says: string; readonly answer: RequestListener }>> = {
    "that it saw the replacement, which the service did not": {
      says: misses["not-recorded"],
      answer: saw({ serial: replacement }),
    },
    "that it saw a different certificate, whose name is a script": {
      says: "<script>alert(1)</script>",
      answer: saw({ serial: "0A", cn: "<script>alert(1)</script>" }),
    },
    "with a page that contains a script": {
      says: errors["answer-malformed"],
      answer: raw("<script>alert(1)</script>", { "Content-Type": "text/html" }),
    },
    "with a script": { says: errors["answer-malformed"], answer: raw("alert(1)", { "Content-Type": "text/javascript" }) },
    endlessly: {
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
    "with a redirect to another response": {
      says: errors["answer-malformed"],
      answer: (request, response) =>
        (request.url === "/elsewhere" ? saw({ serial: replacement }) : raw("", { Location: "/elsewhere" }, 302))(request, response),
    },
    "with a redirect to a script": {
      says: errors["answer-malformed"],
      answer: raw("", { Location: "data:text/html,<script>alert(1)</script>" }, 307),
    },
    "with nothing that the page can read": {
      says: misses.unreachable,
      answer: (_request, response) => void response.end(JSON.stringify(statusDue())),
    },
    "with a made-up refusal": {
      says: errors["answer-malformed"],
      answer: raw(JSON.stringify({ type: "x", title: "x", status: 400, detail: "<b>", code: "constructor" }), {}, 400),
    },
    "by closing the connection": { says: misses.unreachable, answer: (request) => void request.destroy() },
    "byte after byte without end": {
      says: misses.unreachable,
      answer: (request, response) => {
        for (const [name, value] of Object.entries(readable())) response.setHeader(name, value);
        drip(request, response);
      },
    },
  };

  it.each(Object.keys(answers))("(%s) proves nothing, and the dialog says why", async (name) => {
    const given = answers[name];
    if (given === undefined) throw new Error("No such response.");
    service.proof = given.answer;
    await reads(page, resume.heading);
    await Promise.all([shortenContentWorldTimeouts(page), shortenWorkerTimeouts(person.browser)]);
    await press(page, proof.prove);
    await expect.poll(readsAll).toContain(given.says);
    expect(await readsAll()).not.toContain(done.heading);
    expect(page.url()).toBe(`${site.app}/menu`);
  });

  it("(honestly) is believed if the service has also seen the replacement", async () => {
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
