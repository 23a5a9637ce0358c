import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { textsJa } from "../../dialog/texts/ja.ts";
import { textsJa as webapp } from "../../webapp/views/texts/ja.ts";
import { importP12 } from "../browser/key-store.ts";
import { until } from "../browser/waits.ts";
import type { Person } from "./person.ts";

/** The person's credentials and folders. */
export interface Desk {
  /** The web app's address. */
  readonly app: string;
  readonly user: string;
  readonly password: string;
  /** The browser's `HOME` with its key store. */
  readonly home: string;
  /** The browser's download folder. */
  readonly downloads: string;
}

/** The resulting file, and the text file with its password beside it. */
export interface Renewed {
  readonly p12: string;
  readonly passwordFile: string;
}

/**
 * Renews the certificate in the browser as a person does, in Japanese: log in, 「更新」, 「こちら」, 「確認する」,
 * copy the password, import, connect with the new certificate.
 *
 * @param step runs one step with its name, which is part of a failure's message
 */
export async function renewAsPerson(
  person: Person,
  desk: Desk,
  step: <T>(name: string, work: () => Promise<T>) => Promise<T>,
): Promise<Renewed> {
  const { page } = person;
  const { action, save, password, import: importing, done, check } = textsJa;

  await step("log in", async () => {
    await page.goto(desk.app);
    await person.see("heading", webapp.login.title);
    await person.takePicture("login");
    await person.type(webapp.login.user, desk.user);
    await person.type(webapp.login.password, desk.password);
    await page.keyboard.press("Enter");
    // The dialog may already be there, and hides the menu behind it from the accessibility tree.
    await page
      .waitForFunction(() => location.pathname === "/menu")
      .catch(async (cause: unknown) => {
        throw new Error(`Expected the master menu, found "${await page.title()}".`, { cause });
      });
  });
  await step("see the dialog on the master menu", async () => {
    await person.see("heading", check.heading);
    await person.seeEnabled(action.renew);
    await person.takePicture("dialog");
  });
  await step("press 更新", async () => {
    await person.press(action.renew);
    await person.see("heading", save.heading);
    await person.seeEnabled(save.here);
    await person.takePicture("save");
  });
  const p12 = await step("press こちら", async () => {
    await person.press(save.here);
    const file = await waitForDownload(desk.downloads);
    return file;
  });
  await step("press 確認する", async () => {
    await person.see("heading", password.heading);
    await person.seeEnabled(password.reveal);
    await person.takePicture("password");
    await person.press(password.reveal);
    await person.seeEnabled(password.copy);
    await person.takePictureHiding(password.label, "password-shown");
  });
  const passwordFile = await step("copy the password into a text file beside the certificate", async () => {
    await page.browserContext().setPermission(new URL(desk.app).origin, {
      permission: { name: "clipboard-read" },
      state: "granted",
    });
    await person.press(password.copy);
    const text = await until(async () => await page.evaluate(() => navigator.clipboard.readText()), "The clipboard is empty.");
    const file = p12.replace(/\.p12$/, ".txt");
    await writeFile(file, text + "\n", { mode: 0o600, flag: "wx" });
    await person.press(action.next);
    return file;
  });
  await step("import the certificate into the key store", async () => {
    await person.see("heading", importing.heading);
    await person.seeEnabled(importing.done);
    await person.takePicture("import");
    await importP12(desk.home, p12, passwordFile);
    await person.press(importing.done);
  });
  await step("connect with the new certificate", async () => {
    await person.see("heading", done.heading);
    await person.seeEnabled(action.close);
    await person.takePicture("done");
    await person.press(action.close);
  });
  return { p12, passwordFile };
}

/** Waits for the .p12 file with its documented name. */
async function waitForDownload(folder: string): Promise<string> {
  const find = async (): Promise<string | undefined> => {
    const name = (await readdir(folder)).find((file) => /^\d{6}_JP_u00000014_client28\.p12$/.test(file));
    if (name === undefined) return undefined;
    const file = join(folder, name);
    // Until the download is complete, an empty file reserves the name.
    return (await stat(file)).size > 0 ? file : undefined;
  };
  return await until(find, `No file with the documented name arrived in ${folder}.`);
}
