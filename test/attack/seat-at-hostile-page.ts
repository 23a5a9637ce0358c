import type { Person } from "../extension/person.ts";
import { startSite, type Site } from "../extension/site.ts";
import { hostilePage } from "./hostile-page.ts";
import type { SharedPerson } from "./shared-person.ts";

/** Starts a site that serves the hostile page, and seats a person there who has the extension and a due certificate. */
export async function seatAtHostilePage(
  owned: AsyncDisposableStack,
  shared: SharedPerson,
): Promise<{ readonly site: Site; readonly person: Person }> {
  const site = owned.use(await startSite(hostilePage()));
  return { site, person: await shared.at(site) };
}
