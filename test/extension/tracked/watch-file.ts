import { readFile } from "node:fs/promises";
import type { Page } from "puppeteer";
import type { WorldCertificate } from "../../../src/demo/world-file.ts";

/** Selects a site for the files on the options page, once it is listed. */
export async function chooseSite(options: Page, hostname: string): Promise<void> {
  await options.waitForFunction(
    (name) => Array.from(document.querySelectorAll("option")).some(({ value }) => value === name),
    {},
    hostname,
  );
  await options.select("select[name=site]", hostname);
}

/** Selects a site on the options page, adds a certificate file and enters its password, in any browser. */
export async function watchFile(
  options: Page,
  hostname: string,
  { p12, passwordFile }: Pick<WorldCertificate, "p12" | "passwordFile">,
): Promise<void> {
  await chooseSite(options, hostname);
  const input = await options.waitForSelector("input[name=certificate]");
  await input?.uploadFile(p12);
  await options.locator("input[name=file-password]").fill((await readFile(passwordFile, "utf8")).trim());
  await options.locator("form.password button[type=submit]").click();
  await options.waitForSelector(".tracked");
}
