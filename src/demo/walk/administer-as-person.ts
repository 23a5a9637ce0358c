import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { textsJa } from "../../console/texts/ja.ts";
import { codeOf } from "../administrator.ts";
import { until } from "../browser/waits.ts";
import type { WorldAdministrator } from "../world-file.ts";
import type { Person } from "./person.ts";

/** Where and as whom the site is used. */
export interface Office {
  /** The address of the administrators' site. */
  readonly site: string;
  readonly administrator: WorldAdministrator;
  /** The CN of the certificate that is renewed. */
  readonly cn: string;
  readonly tenant: string;
  /** The browser's download folder. */
  readonly downloads: string;
}

/** In milliseconds: each code is accepted once, and the one after the present is accepted already. */
const untilNextCode = 30_000;

/**
 * Renews a certificate on the administrators' site, in the steps of the documents, in Japanese: log in, 【証明書管理】, the
 * certificate, 【証明書更新】, 【OK】, 【ダウンロード(zip形式)】.
 *
 * @param step runs one step with its name, which is part of a failure's message
 * @returns the path of the zip file
 */
export async function administerAsPerson(
  person: Person,
  { site, administrator, cn, tenant, downloads }: Office,
  step: <T>(name: string, work: () => Promise<T>) => Promise<T>,
): Promise<string> {
  const { page } = person;
  const { login, secondFactor, tabs, top, list, detail, renewal, ok } = textsJa;

  await step("log in to the administrators' site", async () => {
    await page.goto(site);
    await person.see("heading", login.heading);
    await person.takePicture("site-login");
    await person.type(login.user, administrator.user);
    await person.type(login.password, administrator.password);
    await page.keyboard.press("Enter");
    await person.see("heading", secondFactor.heading);
    await person.type(secondFactor.code, codeOf(administrator.secret, new Date()));
    await page.keyboard.press("Enter");
    await person.see("heading", top.system);
    await person.takePicture("site-top");
  });
  await step(`press ${tabs.certificates}`, async () => {
    await person.press(tabs.certificates, "link");
    await person.see("heading", list.heading);
    await person.takePicture("site-certificates");
  });
  await step(`press ${cn}`, async () => {
    await person.type(list.search, cn, "searchbox");
    await person.press(list.submit);
    await person.press(`CN=${cn},O=${tenant}`, "link");
    await person.see("heading", detail.heading);
    await person.takePicture("site-certificate");
  });
  await step(`press ${detail.renew}`, async () => {
    await person.press(detail.renew);
    await person.see("heading", renewal.question);
    await person.takePicture("site-renewal");
  });
  await step(`press ${ok}`, async () => {
    const before = page.url();
    await person.press(ok);
    await page.waitForFunction((address) => location.href !== address, {}, before);
    await person.seeEnabled(detail.zip);
    await person.takePicture("site-renewed");
  });
  return await step(`press ${detail.zip}`, async () => {
    await person.press(detail.zip);
    await person.see("heading", secondFactor.confirm);
    await person.type(secondFactor.code, codeOf(administrator.secret, new Date(Date.now() + untilNextCode)));
    await person.press(secondFactor.submit);
    const find = async (): Promise<string | undefined> => {
      const name = (await readdir(downloads)).find((file) => file.endsWith(".zip"));
      return name === undefined ? undefined : join(downloads, name);
    };
    return await until(find, `No zip file arrived in ${downloads}.`);
  });
}
