import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTab } from "../../src/demo/browser/waits.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { Project } from "../inpage/hosts/project.ts";
import { servePages } from "../inpage/hosts/serve-pages.ts";
import { replacementOf } from "../support/records.ts";
import { chooseCertificate } from "./certificate-selector.ts";
import { FirefoxClinic } from "./clinic.ts";
import { sharedFirefox } from "./computer.ts";
import { FirefoxPerson } from "./person.ts";

const computer = sharedFirefox();

const ja = dialogTexts("ja");

let project: Project;
let pages: string;
beforeAll(async () => {
  project = await Project.create();
  pages = await project.buildHosts();
});
afterAll(() => project[Symbol.asyncDispose]());

test.for(["bare", "react", "strict"])(
  "in Firefox, the five lines of the documentation renew a certificate in the %s page",
  async (host) => {
    await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], webapp: servePages(pages) });
    const old = clinic.serialOf("client28");
    const page = await openTab(clinic.browser);
    const arrival = page.goto(`${clinic.app}/${host}/`);
    await chooseCertificate(page, old);
    await arrival;
    const person = new FirefoxPerson(page);

    await person.reads(ja.check.heading);
    expect(await person.countsDialogs()).toBe(1);
    await person.presses(ja.action.renew);
    await person.presses(ja.save.here);
    const p12 = await clinic.downloaded(".p12");
    await person.presses(ja.password.reveal);
    await person.presses(ja.password.saveText);
    const password = (await readFile(await clinic.downloaded(".txt"), "utf8")).trim();
    await person.presses(ja.action.next);
    await clinic.importFile(p12, password);
    await person.presses(ja.import.done);
    const { serial } = (await replacementOf(clinic.service.service.store, old)) ?? { serial: "" };
    await chooseCertificate(page, serial);
    await person.reads(ja.done.heading);
    expect((await replacementOf(clinic.service.service.store, old))?.firstUsedAt).not.toBeNull();
  },
);
