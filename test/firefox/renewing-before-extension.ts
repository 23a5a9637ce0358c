import { openTab } from "../../src/demo/browser/waits.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { chooseCertificate } from "./certificate-selector.ts";
import type { FirefoxClinic } from "./clinic.ts";
import { FirefoxPerson } from "./person.ts";

const { action, check, save } = dialogTexts("en");

/**
 * A person whose certificate is issued, but not saved, in a page that was open before the extension, and which stops presses
 * once it is told to: `stopping = true`. Firefox runs the content script in open pages, too.
 *
 * @param clinic with `listeningPages` as its web app
 */
export async function renewingBeforeExtension(clinic: FirefoxClinic, extension: string): Promise<FirefoxPerson> {
  const page = await openTab(clinic.browser);
  const arrival = page.goto(`${clinic.app}/menu?later`);
  await chooseCertificate(page, clinic.serialOf("client28"));
  await arrival;
  await clinic.browser.installExtension(extension);
  const person = new FirefoxPerson(page);
  await person.reads(check.heading);
  await person.presses(action.renew);
  await person.reads(save.heading);
  return person;
}
