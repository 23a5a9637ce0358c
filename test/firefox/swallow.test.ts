import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { readKeyFile } from "../../src/core/renewal/key-file.ts";
import { parseCertificate } from "../../src/core/x509/certificate.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { listeningPages } from "../attack/listening-pages.ts";
import { chooseCertificate } from "./certificate-selector.ts";
import { FirefoxClinic } from "./clinic.ts";
import { sharedFirefox } from "./computer.ts";
import { FirefoxPerson } from "./person.ts";
import { renewingBeforeExtension } from "./renewing-before-extension.ts";
import { windowThatOpens } from "./window-that-opens.ts";

const computer = sharedFirefox();

const extension = new URL("../../dist/extension-firefox", import.meta.url).pathname;
const { action, done, import: importing, password, save } = dialogTexts("en");

test("in Firefox, a page that was open before the extension stops presses, and the renewal is completed in a window", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], webapp: await listeningPages() });
  const person = await renewingBeforeExtension(clinic, extension);
  await person.page.evaluate("stopping = true");

  const window = await windowThatOpens(clinic, () => person.pressesIfThere(save.here));
  await person.seesNoDialog();
  const inWindow = new FirefoxPerson(window);
  await inWindow.reads(save.heading);
  await inWindow.presses(save.here);
  const p12 = await clinic.downloaded(".p12");
  await inWindow.presses(password.reveal);
  await inWindow.presses(password.copy);
  const text = await inWindow.pastes();
  const { certificate } = await readKeyFile(new Uint8Array(await readFile(p12)), text);
  await clinic.importFile(p12, text);
  await inWindow.presses(action.next);
  await inWindow.presses(importing.done);
  await chooseCertificate(window, parseCertificate(certificate).serial);
  await inWindow.reads(done.heading);
  expect(await inWindow.countsDialogs()).toBe(1);
});
