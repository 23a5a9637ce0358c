import { join } from "node:path";
import { dataFolder } from "../server/system/data-folder.ts";
import { OperatorError } from "../server/system/operator-error.ts";
import { createKeyStore, importP12, trustAuthority } from "./browser/key-store.ts";
import { launchBrowser } from "./browser/launch-browser.ts";
import { openTab } from "./browser/waits.ts";
import { extensionFolder } from "./extension-folder.ts";
import { startService } from "./start-service.ts";
import { certificateOf, readWorld, removeWorld, type World } from "./world-file.ts";
import { makeWorld } from "./world.ts";

/**
 * The interactive demonstration: the data, the service, and a browser at the login page, until a signal ends it.
 *
 * @param options.fresh recreates the data
 * @param ended resolves when the person wants it to end
 */
export async function demonstrate(
  options: { readonly data: string; readonly fresh: boolean; readonly port: number | undefined },
  ended: Promise<unknown>,
): Promise<void> {
  const { data, port } = options;
  await using resources = new AsyncDisposableStack();
  const world = (options.fresh ? undefined : await readWorld(data)) ?? (await recreate(data));
  const service = await startService(data, port).catch((error: unknown) => {
    if (!(error instanceof OperatorError && error.code === "address-in-use")) throw error;
    throw new Error(
      `The port ${port ?? 8443}, or one beside it, is in use by another program, which may be another demonstration. Stop that one, or choose another port: npm start -- --port 0 takes any free one.`,
    );
  });
  resources.defer(() => service.close());
  const { app } = service.addresses;
  say(`The demonstration's data is in ${data}.`);
  say(`  web app       ${app}/`);
  say(`  user          ${world.user}`);
  say(`  password      ${world.password}`);
  say(`  certificates  ${join(data, "certificates")} (.p12 files, each with its password in a .txt file)`);
  warnIfExpired(world);

  if (process.platform === "linux" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"]) {
    say("There is no display, so no browser opens. To see the renewal without one: npm start -- --unattended");
  } else {
    const browser = resources.adopt(await openBrowser(data, world, `${app}/`), (opened) => opened.close());
    browser.once("disconnected", () => {
      say("The browser was closed. The service keeps running until Ctrl-C.");
    });
    say("In the browser choose the certificate client28, and log in.");
  }
  say("Ctrl-C ends everything.");
  await ended;
}

async function recreate(data: string): Promise<World> {
  await removeWorld(data);
  return makeWorld(data, new Date());
}

function warnIfExpired(world: World): void {
  if (new Date(certificateOf(world, "client28").notAfter) <= new Date())
    say("client28 has expired since this demonstration was created. Create it again: npm start -- --fresh");
}

async function openBrowser(data: string, world: World, url: string) {
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
    extension: extensionFolder,
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
