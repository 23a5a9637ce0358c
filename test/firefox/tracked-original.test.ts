import { expect, test } from "vitest";
import { openTab } from "../../src/demo/browser/waits.ts";
import { certificateOf } from "../../src/demo/world-file.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { optionsTexts } from "../../src/extension/options/texts/texts-for.ts";
import { saveUntilImport } from "../e2e/renew-until-import.ts";
import { startOriginalService } from "../extension/tracked/original-service.ts";
import { watchFile } from "../extension/tracked/watch-file.ts";
import { allowWhatIsAsked, openExtensionPage } from "./browser-window.ts";
import { chooseCertificate } from "./certificate-selector.ts";
import { FirefoxClinic } from "./clinic.ts";
import { sharedFirefox } from "./computer.ts";
import { FirefoxPerson } from "./person.ts";

const computer = sharedFirefox();

const extension = new URL("../../dist/extension-firefox", import.meta.url).pathname;
const [dialog, tracked, options] = [dialogTexts("ja"), optionsTexts("ja").files, optionsTexts("ja")];

test("in Firefox, a site of the original service is added, its certificate's file tracked, and renewed up to the import", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], extension });
  await using service = await startOriginalService({ data: clinic.data, world: clinic.world, app: clinic.app }, "client28");
  const desk = await openExtensionPage(await openTab(clinic.browser), "/pages/options.html");
  await desk.locator("input[name=url]").fill(service.origin);
  await desk.locator("main > section form:not(.password) button[type=submit]").click();
  expect(await allowWhatIsAsked(desk)).toContain("localhost");
  await desk.waitForFunction(
    (text) => document.querySelector("[role=status]")?.textContent.includes(text),
    {},
    options.added("localhost"),
  );

  await watchFile(desk, "localhost", certificateOf(clinic.world, "client28"));
  await desk.locator(`button[aria-label="${tracked.named(tracked.renew, "client28", "localhost")}"]`).click();
  const person = new FirefoxPerson(desk);
  await person.presses(dialog.action.renew);
  expect((await chooseCertificate(desk, clinic.serialOf("client28"))).question).toContain("localhost");
  const { p12, password, serial } = await saveUntilImport(clinic, person);
  expect({ password, serial }).toEqual({ password: service.password, serial: service.serial });
  expect(await clinic.describeFile(service.p12, password)).toContain("Triple DES");
  expect(await clinic.describeFile(p12, password)).toContain("AES-256");
  await clinic.importFile(p12, password);

  await person.presses(dialog.import.done);
  await person.presses(dialog.trial.works);
  await person.reads(dialog.done.heading);
  await person.presses(dialog.action.close);
  await desk.waitForFunction((text) => document.querySelector(".tracked .serial")?.textContent === text, {}, serial);
});
