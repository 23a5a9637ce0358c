import { join } from "node:path";
import { timeLeft } from "../core/days.ts";
import { productNamed } from "../server/settings/products.ts";
import { demonstrationSettings } from "../server/settings/settings.ts";
import { dataFolder } from "../server/system/data-folder.ts";
import { OperatorError } from "../server/system/operator-error.ts";
import { authenticatorUri } from "./administrator.ts";
import { createKeyStore, importP12, trustAuthority } from "./browser/key-store.ts";
import { launchBrowser } from "./browser/launch-browser.ts";
import { openTab } from "./browser/waits.ts";
import { extensionFolder } from "./extension-folder.ts";
import { startService } from "./start-service.ts";
import { certificateOf, readWorld, removeWorld, type World } from "./world-file.ts";
import { makeWorld } from "./world.ts";

/** The options of the demonstration. */
interface Demonstration {
  /** The folder of the data. */
  readonly data: string;
  /** Whether to recreate the data. */
  readonly fresh: boolean;
  /** Recreates the data, with this number of days left for client28. */
  readonly days: number | undefined;
  /** A development server that replaces the web app. */
  readonly app: URL | undefined;
  readonly port: number | undefined;
}

/**
 * The interactive demonstration: the data, the service, and a browser at the web app, until a signal ends it.
 *
 * @param ended resolves when the user stops it
 */
export async function demonstrate({ data, fresh, days, app, port }: Demonstration, ended: Promise<unknown>): Promise<void> {
  await using resources = new AsyncDisposableStack();
  const kept = fresh || days !== undefined ? undefined : await readWorld(data);
  const world = kept ?? (await recreate(data, days));
  const service = await startService(data, { port, app }).catch((error: unknown) => {
    if (!(error instanceof OperatorError && error.code === "address-in-use")) throw error;
    throw new Error(
      `The port ${port ?? 8443}, or one beside it, is in use by another program, perhaps another demonstration. Stop it, or choose another port: npm start -- --port 0 takes any free one.`,
    );
  });
  resources.defer(() => service.close());
  const url = `${service.addresses.app}${app === undefined ? "/" : app.pathname + app.search}`;
  say(`The demonstration's data is in ${data}.`);
  say(`  web app       ${url}${app === undefined ? "" : ` (forwarded to ${app.origin})`}`);
  if (app === undefined) {
    say(`  user          ${world.user}`);
    say(`  password      ${world.password}`);
  }
  if (service.addresses.console !== undefined) sayHowToAdminister(world, `${service.addresses.console}/`);
  if (service.addresses.operator !== undefined) sayHowToOperate(world, `${service.addresses.operator}/`);
  say(`  certificates  ${join(data, "certificates")} (.p12 files, each with its password in a .txt file)`);
  say(`  authority     ${dataFolder(data).authority.rootCertificate}`);
  sayWhatIsDue(world);

  if (process.platform === "linux" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"]) {
    say("There is no display, so no browser opens. To see the renewal without one: npm start -- --unattended");
  } else {
    const browser = resources.adopt(await openBrowser(data, world, { url, withExtension: app === undefined }), (opened) =>
      opened.close(),
    );
    browser.once("disconnected", () => {
      say("The browser was closed. The service keeps running; press Ctrl-C to stop it.");
    });
    say(`In the browser choose the certificate client28${app === undefined ? ", and log in" : ""}.`);
  }
  say("Press Ctrl-C to stop everything.");
  await ended;
}

async function recreate(data: string, daysLeft: number | undefined): Promise<World> {
  await removeWorld(data);
  return makeWorld(data, new Date(), daysLeft === undefined ? {} : { daysLeft });
}

function sayHowToAdminister({ administrator }: World, url: string): void {
  say(`  site          ${url} (the administrators' site)`);
  if (administrator === undefined) {
    say("  administrator none yet; create the demonstration again: npm start -- --fresh");
    return;
  }
  const { user, password } = administrator;
  say(`  administrator ${user}, with the password ${password}; npm start -- --code prints the code to log in with`);
  say(`  authenticator ${authenticatorUri(administrator)} (for an app that shows these codes)`);
}

function sayHowToOperate({ systemOperator }: World, url: string): void {
  if (systemOperator === undefined) return;
  const { user, password } = systemOperator;
  say(`  operators     ${url} (the system operators' site, above the tenants)`);
  say(`  operator      ${user}, with the password ${password}; npm start -- --operator-code prints the code to log in with`);
}

function sayWhatIsDue(world: World): void {
  const { promptDays } = productNamed(demonstrationSettings, "weborca");
  const left = timeLeft(new Date(certificateOf(world, "client28").notAfter), new Date());
  if (left === undefined) {
    say("client28 has expired since this demonstration was created. Create it again: npm start -- --fresh");
    return;
  }
  const { count, unit } = left;
  const until = `client28 has ${count} ${unit}${count === 1 ? "" : "s"} left`;
  const isDue = unit === "hour" || count < promptDays;
  say(isDue ? `${until}.` : `${until}: no dialog appears before ${promptDays} are left. Fewer: npm start -- --days 5`);
}

async function openBrowser(
  data: string,
  world: World,
  { url, withExtension }: { readonly url: string; readonly withExtension: boolean },
) {
  const home = join(data, "browser", "home");
  const authority = dataFolder(data).authority.rootCertificate;
  const { p12, passwordFile } = certificateOf(world, "client28");
  if (process.platform === "linux") {
    await createKeyStore(home);
    await trustAuthority(home, authority);
    await importP12(home, p12, passwordFile);
  } else {
    say(
      `This system's browsers use the system's key store: make it trust ${authority} and import ${p12} (password: ${passwordFile}).`,
    );
  }
  const browser = await launchBrowser({
    home,
    profile: join(data, "browser", "profile"),
    ...(withExtension && { extension: extensionFolder }),
    headless: false,
    downloads: join(data, "downloads"),
    language: new Intl.DateTimeFormat().resolvedOptions().locale.startsWith("en") ? "en" : "ja",
  });
  const [page = await openTab(browser)] = await browser.pages();
  // The page does not finish loading until the person has chosen a certificate.
  page.goto(url, { timeout: 0 }).catch(() => undefined);
  return browser;
}

function say(sentence: string): void {
  process.stdout.write(sentence + "\n");
}
