import { fileURLToPath } from "node:url";
import { openTab } from "../../src/demo/browser/waits.ts";
import { stopWorker } from "../e2e/stop-worker.ts";
import { seatPerson, type Person } from "../extension/person.ts";
import type { Site } from "../extension/site.ts";
import { shareInWorker } from "../support/share-in-worker.ts";

/** The folder of the built extension. */
export const extensionFolder = fileURLToPath(new URL("../../dist/extension", import.meta.url));

/**
 * A person at a browser with the extension, who goes from site to site. At each site they find nothing of the one before,
 * neither in the browser nor in the extension and its worker.
 */
export class SharedPerson implements AsyncDisposable {
  #person: Person | undefined;
  /** The running browser remembers the chosen certificate for each host and port. */
  readonly #ports = new Set<string>();

  /** Seats the person at a site; `cn` names the certificate in the key store. */
  async at(site: Site, cn = "client28"): Promise<Person> {
    const { port } = new URL(site.app);
    if (this.#person !== undefined && !this.#ports.has(port) && (await isFree(this.#person, site, cn))) {
      this.#ports.add(port);
      return this.#person;
    }
    await this[Symbol.asyncDispose]();
    this.#person = await seatPerson(site, { extension: extensionFolder, cn });
    this.#ports.add(port);
    return this.#person;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const person = this.#person;
    this.#person = undefined;
    this.#ports.clear();
    await person?.[Symbol.asyncDispose]();
  }
}

/** A person for all tests of this process. */
export const sharedPerson = shareInWorker(new SharedPerson());

/** Makes room at the browser; false if that fails, because a failed test may have left anything behind. */
async function isFree(person: Person, site: Site, cn: string): Promise<boolean> {
  try {
    // Any page with a dialog would start the worker again at once, which then runs for half a minute.
    const empty = await openTab(person.browser);
    for (const page of await person.browser.pages()) if (page !== empty) await page.close();
    // A test may have changed its world; a page of the extension starts it again.
    await stopWorker(person.browser);
    await person.makeRoom(site, cn);
    return true;
  } catch {
    return false;
  }
}
