import type { Authority } from "../authority/authority.ts";
import { policyNameOf } from "../authority/ca-certificate.ts";
import { issuerId } from "../authority/issuer-id.ts";
import type { Settings } from "../settings/settings.ts";
import { findImportedList } from "../store/certificates/imported-lists.ts";
import type { Store } from "../store/database/schema.ts";

/**
 * Reports why certificates that are not in the records are refused although the settings allow adopting them: for each
 * adopted authority whose revocation list was not imported or is overdue. The same for the service's own authority if a
 * revocation list of it was imported, because another program issues with it, too.
 */
export async function checkAdoption(
  store: Store,
  authority: Authority,
  { unknown, adoptUntil }: Settings,
  now: Date,
): Promise<string[]> {
  if (unknown !== "adopt" || adoptUntil === undefined) return [];
  if (now >= new Date(adoptUntil))
    return [
      `Certificates that are not in the records have been refused since ${adoptUntil} (adoptUntil), although "unknown" is "adopt". Remove both settings, or set a later date.`,
    ];
  const own = [authority, ...authority.earlier].map((each) => ({ name: policyNameOf(each.issuing), id: issuerId(each) }));
  const adopted = authority.adopted.map((each) => ({ name: policyNameOf(each.certificate), id: issuerId(each) }));
  const lists = await Promise.all(
    [...adopted, ...own].map(async ({ name, id }) => ({ name, id, list: await findImportedList(store, id) })),
  );
  return lists.flatMap(({ name, id, list }) => {
    const what = listInWords(list?.nextUpdate, now);
    const needed = list !== undefined || adopted.some((each) => each.id === id);
    return what === undefined || !needed
      ? []
      : [
          `Certificates of "${name}" (${id}) that are not in the records are refused, because its revocation list ${what}. Import its latest one: koshin import --data <folder> <file>`,
        ];
  });
}

/** @param nextUpdate null if the list does not state it, undefined if there is no list */
function listInWords(nextUpdate: number | null | undefined, now: Date): string | undefined {
  if (nextUpdate === undefined) return "was not imported";
  if (nextUpdate === null) return "has no nextUpdate";
  return now.getTime() > nextUpdate ? `was due at ${new Date(nextUpdate).toISOString()}` : undefined;
}
