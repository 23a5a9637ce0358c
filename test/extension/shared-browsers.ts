import type { WebApp } from "../../src/server/routes/http/environment.ts";
import { seatPerson, type Person } from "./person.ts";
import { startSite, type Site } from "./site.ts";

/** The browsers of a file's tests, one for each language. Each person has a site of their own and finds nothing of the one before. */
export class SharedBrowsers {
  readonly #extension: string;
  readonly #owned: AsyncDisposableStack;
  readonly #persons = new Map<"ja" | "en", Person>();

  /**
   * @param extension the folder of a built extension
   * @param owned ends the browsers and sites
   */
  constructor(extension: string, owned: AsyncDisposableStack) {
    this.#extension = extension;
    this.#owned = owned;
  }

  /**
   * Seats a person; `cn` names the certificate in the browser's key store, if they have one, and `webapp` is what their
   * site shows.
   */
  async seat({
    cn,
    language = "en",
    webapp,
  }: {
    readonly cn?: string | undefined;
    readonly language?: "ja" | "en";
    readonly webapp?: WebApp;
  }): Promise<{ readonly site: Site; readonly person: Person }> {
    const site = this.#owned.use(await startSite(webapp));
    const before = this.#persons.get(language);
    if (before !== undefined) {
      await before.makeRoom(site, cn);
      return { site, person: before };
    }
    const person = this.#owned.use(
      await seatPerson(site, { extension: this.#extension, ...(cn !== undefined && { cn }), language }),
    );
    this.#persons.set(language, person);
    return { site, person };
  }
}
