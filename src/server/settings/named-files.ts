import { open } from "node:fs/promises";
import { join, resolve } from "node:path";
import { hasSystemCode } from "../system/system-code.ts";
import type { Settings } from "./settings.ts";

/**
 * Finds files outside the data folder that the settings name and that cannot be read. Otherwise the first request that
 * needs one would fail.
 *
 * @returns a sentence about each that says what to do
 */
export async function findUnreadableFiles({
  recovery,
  console,
  webapp,
  notices,
  identityProviders,
}: Settings): Promise<readonly string[]> {
  const { mail, webhookCaFile } = notices;
  const named: readonly (readonly [setting: string, path: string | undefined, advice: string])[] = [
    [
      "recovery.assets",
      pageIn(recovery.assets),
      "Name the folder of the built recovery page (npx vite build --mode recovery builds dist/recovery)",
    ],
    [
      "console.assets",
      pageIn(console?.assets),
      "Name the folder of the built administrators' site (npx vite build --mode console builds dist/console)",
    ],
    ["webapp.assets", pageIn(webapp?.assets, "login.html"), "Name the folder of the web app's built pages"],
    ["notices.mail.passwordFile", mail?.passwordFile, "Name the file with the mail server's password"],
    ["notices.mail.caFile", mail?.caFile, "Name a file with certificates in PEM"],
    ...identityProviders.flatMap(({ clientSecretFile, caFile }, index) => [
      [`identityProviders[${index}].clientSecretFile`, clientSecretFile, "Name the file with the provider's secret"] as const,
      [`identityProviders[${index}].caFile`, caFile, "Name a file with certificates in PEM"] as const,
    ]),
    ["notices.webhookCaFile", webhookCaFile, "Name a file with certificates in PEM"],
  ];
  const found = named.map(async ([setting, path, advice]) => {
    const fault = path === undefined ? undefined : await faultOf(path);
    return fault === undefined ? [] : [`${setting} needs ${fault}. ${advice}, or remove the setting.`];
  });
  return (await Promise.all(found)).flat();
}

function pageIn(folder: string | undefined, page = "index.html"): string | undefined {
  return folder === undefined ? undefined : join(folder, page);
}

async function faultOf(path: string): Promise<string | undefined> {
  try {
    await (await open(path)).close();
    return undefined;
  } catch (error) {
    const missing = hasSystemCode(error, "ENOENT", "ENOTDIR");
    return `${resolve(path)}, which ${missing ? "does not exist" : "this user may not read"}`;
  }
}
