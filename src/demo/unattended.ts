import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dataFolder } from "../server/system/data-folder.ts";
import { makeFolders } from "../server/system/make-folders.ts";
import { createKeyStore, importP12, trustAuthority } from "./browser/key-store.ts";
import { launchBrowser } from "./browser/launch-browser.ts";
import { openTab } from "./browser/waits.ts";
import { extensionFolder } from "./extension-folder.ts";
import { startService } from "./start-service.ts";
import { administerAsPerson, type Office } from "./walk/administer-as-person.ts";
import { serialInFile, serialInZip, serialOfReplacement, serialSeenByService } from "./walk/evidence.ts";
import { Person } from "./walk/person.ts";
import { renewAsPerson } from "./walk/renew-as-person.ts";
import { certificateOf, type World } from "./world-file.ts";
import { makeWorld } from "./world.ts";

/** The result of an unattended renewal. */
export interface Outcome {
  readonly renewed: true;
  readonly oldSerial: string;
  readonly newSerial: string;
  /** The new certificate's file; a text file beside it contains its password. */
  readonly p12: string;
  /** The serial that the service saw in the handshake on the verify host. */
  readonly provedWith: string;
  /** What was renewed on the administrators' site. */
  readonly console: {
    readonly renewed: true;
    readonly oldSerial: string;
    readonly newSerial: string;
    /** The file that an administrator hands on. */
    readonly zip: string;
  };
}

/**
 * Renews client28 in a headless browser as a person would, and client169 on the administrators' site as an administrator would,
 * with separate data that is removed afterwards. What they would keep remains: the .p12 file, its password, and the zip file.
 *
 * @param pictures the folder for pictures of what the person sees; by default one beside the .p12 file
 * @param ended resolves when the user stops it early
 * @throws Error that names the failed step, with its cause
 */
export async function renewUnattended(pictures: string | undefined, ended: Promise<unknown>): Promise<Outcome> {
  await using resources = new AsyncDisposableStack();
  const interrupted = ended.then(() => {
    throw new Error("Interrupted before it finished.");
  });
  return await Promise.race([renew(pictures, resources), interrupted]);
}

async function renew(pictures: string | undefined, resources: AsyncDisposableStack): Promise<Outcome> {
  const kept = await mkdtemp(join(tmpdir(), "koshin-"));
  const picturesFolder = pictures ?? join(kept, "pictures");
  const downloads = join(kept, "downloads");
  const temporary = join(kept, "world");
  resources.defer(() => rm(temporary, { recursive: true, force: true, maxRetries: 10 }));
  const data = join(temporary, "data");
  const home = join(temporary, "home");
  for (const folder of [picturesFolder, downloads, home]) await makeFolders(folder);
  say(
    `Pictures of what a person sees go to ${picturesFolder}, the new certificate and its password to ${downloads}. Both are kept: remove ${kept} when you no longer need them.`,
  );

  const { world, service } = await step("start the service with separate data", async () => {
    const made = await makeWorld(data, new Date());
    const running = await startService(data, { port: 0 });
    resources.defer(() => running.close());
    return { world: made, service: running };
  });
  const client28 = certificateOf(world, "client28");
  await step("put client28 into a key store", async () => {
    await createKeyStore(home);
    await trustAuthority(home, dataFolder(data).authority.rootCertificate);
    await importP12(home, client28.p12, client28.passwordFile);
  });
  const person = await step("start the browser", async () => {
    const profile = join(temporary, "profile");
    const options = { home, profile, downloads, extension: extensionFolder, headless: true, language: "ja" } as const;
    const browser = await launchBrowser({ ...options, autoSelect: true });
    resources.defer(() => browser.close());
    const page = await openTab(browser);
    return new Person(page, picturesFolder);
  });
  const desk = { app: `${service.addresses.app}/`, user: world.user, password: world.password, home, downloads };
  const renewed = await renewAsPerson(person, desk, step);
  const client169 = certificateOf(world, "client169");
  const zip = await administerAsPerson(person, officeOf(world, service.addresses.console, downloads), step);
  return await step("compare what was issued with what the service saw", async () => {
    const newSerial = await serialInFile(renewed);
    const provedWith = await serialSeenByService(service.service);
    if (newSerial === client28.serial) throw new Error("The file contains the old certificate.");
    if (provedWith !== newSerial) throw new Error(`The service saw ${provedWith}, but the file contains ${newSerial}.`);
    const [issued, inZip] = [await serialOfReplacement(service.service, client169.serial), await serialInZip(zip)];
    if (inZip !== issued) throw new Error(`The service issued ${issued}, but the zip file contains ${inZip}.`);
    const administered = { renewed: true, oldSerial: client169.serial, newSerial: inZip, zip } as const;
    return { renewed: true, oldSerial: client28.serial, newSerial, p12: renewed.p12, provedWith, console: administered };
  });
}

function officeOf({ administrator, tenant }: World, site: string | undefined, downloads: string): Office {
  if (administrator === undefined || site === undefined) throw new Error("The demonstration has no administrators' site.");
  return { site: `${site}/`, administrator, cn: "client169", tenant, downloads };
}

let steps = 0;

async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  steps += 1;
  say(`${steps}. ${name}`);
  try {
    return await work();
  } catch (cause) {
    throw new Error(`Step ${steps} failed: ${name}.`, { cause });
  }
}

function say(sentence: string): void {
  process.stderr.write(sentence + "\n");
}
