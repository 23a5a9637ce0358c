import { readdir } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { replacementOf } from "../support/records.ts";
import { cancelNextSaveAs } from "./browser-window.ts";
import { FirefoxClinic } from "./clinic.ts";
import { sharedFirefox } from "./computer.ts";
import { FirefoxPerson } from "./person.ts";

const computer = sharedFirefox();

const extension = new URL("../../dist/extension-firefox", import.meta.url).pathname;
const { action, errors, leave, password, save } = dialogTexts("ja");

describe("in Firefox, a cancelled question where to save the file", () => {
  test("is named by the extension, which saves it at the next attempt", async () => {
    await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], extension });
    const person = new FirefoxPerson(await clinic.logIn(clinic.serialOf("client28")));
    await person.presses("更新");
    await person.reads("証明書を保存してください");
    await cancelNextSaveAs(person.page, () => person.presses("こちら"));
    await person.readsText(errors["download-cancelled"]);
    await expect.poll(() => readdir(clinic.downloads)).toEqual([]);
    await person.presses(action.retry);
    await person.reads(password.heading);
    await clinic.downloaded(".p12");
  });

  test("is not told to the in-page module, which reports nothing before the person has confirmed the file", async () => {
    await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"] });
    const old = clinic.serialOf("client28");
    const person = new FirefoxPerson(await clinic.logIn(old));
    await person.presses("更新");
    await person.reads("証明書を保存してください");
    await cancelNextSaveAs(person.page, () => person.presses("こちら"));
    await person.reads(password.heading);
    expect((await replacementOf(clinic.service.service.store, old))?.fetchedAt).toBeNull();
    // Firefox begins to write before the question is answered, and removes that by itself.
    await expect.poll(() => readdir(clinic.downloads)).toEqual([]);
    await person.page.keyboard.press("Escape");
    await person.reads(leave.heading);
    await person.presses(leave.stay);
    await person.presses(save.again);
    await clinic.downloaded(".p12");
  });
});
