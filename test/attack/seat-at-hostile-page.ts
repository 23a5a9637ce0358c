import { builtExtension } from "../extension/built-extension.ts";
import { seatPerson, type Person } from "../extension/person.ts";
import { startSite, type Site } from "../extension/site.ts";
import { hostilePage } from "./hostile-page.ts";

/** Starts a site that serves the hostile page, and a person's browser with the extension and a due certificate. */
export async function seatAtHostilePage(owned: AsyncDisposableStack): Promise<{ readonly site: Site; readonly person: Person }> {
  const folder = await builtExtension(owned);
  const site = owned.use(await startSite(hostilePage()));
  const person = owned.use(await seatPerson(site, { extension: folder, cn: "client28" }));
  return { site, person };
}
