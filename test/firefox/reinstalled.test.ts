import { expect, test } from "vitest";
import { eventually } from "../e2e/eventually.ts";
import { FirefoxClinic } from "./clinic.ts";
import { FirefoxPerson } from "./person.ts";

const extension = new URL("../../dist/extension-firefox", import.meta.url).pathname;

test("in Firefox, a reinstalled extension replaces the dialog that nobody operates any more", async () => {
  await using clinic = await FirefoxClinic.open({ certificates: ["client28"], extension });
  const person = new FirefoxPerson(await clinic.logIn(clinic.serialOf("client28")));
  await person.reads("クライアント証明書の更新が必要です");
  await clinic.browser.installExtension(extension);
  await eventually("a button that works", async () => {
    if ((await person.countsDialogs()) === 0) return true;
    expect(await person.countsDialogs()).toBe(1);
    if (await person.canPress("後で")) await person.presses("後で");
    return undefined;
  });
  expect(await person.countsDialogs()).toBe(0);
});
