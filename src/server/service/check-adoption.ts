import type { Authority } from "../authority/authority.ts";
import { policyNameOf } from "../authority/ca-certificate.ts";
import { issuerId } from "../authority/issuer-id.ts";
import type { Settings } from "../settings/settings.ts";
import { everyPoint, readImportedLists } from "../store/certificates/imported-lists.ts";
import type { ImportedListRow, Store } from "../store/database/schema.ts";

/** What an operator should know about adoption, as sentences. */
interface AdoptionReport {
  /** What has to be done. */
  readonly problems: readonly string[];
  /** What is covered, where that is not everything. */
  readonly notes: readonly string[];
}

/**
 * Reports why certificates that are not in the records are refused although the settings allow adopting them: for each
 * adopted authority whose revocation lists were not imported, are overdue, or are only for some distribution points. The same
 * for the service's own authority if a revocation list of it was imported, because another program issues with it, too.
 */
export async function checkAdoption(
  store: Store,
  authority: Authority,
  { unknown, adoptUntil }: Settings,
  now: Date,
): Promise<AdoptionReport> {
  if (unknown !== "adopt" || adoptUntil === undefined) return { problems: [], notes: [] };
  if (now >= new Date(adoptUntil)) {
    const ended = `Certificates that are not in the records have been refused since ${adoptUntil} (adoptUntil), although "unknown" is "adopt". Remove both settings, or set a later date.`;
    return { problems: [ended], notes: [] };
  }
  const own = [authority, ...authority.earlier].map((each) => ({ name: policyNameOf(each.issuing), id: issuerId(each) }));
  const adopted = authority.adopted.map((each) => ({ name: policyNameOf(each.certificate), id: issuerId(each) }));
  const problems: string[] = [];
  const notes: string[] = [];
  for (const { name, id } of [...adopted, ...own]) {
    const lists = await readImportedLists(store, id);
    if (lists.length === 0 && !adopted.some((each) => each.id === id)) continue;
    const found = reportOn(`Certificates of "${name}" (${id}) that are not in the records`, lists, now);
    problems.push(...found.problems);
    notes.push(...found.notes);
  }
  return { problems, notes };
}

const advice = "koshin import --data <folder> <file>";

/** @param whose the certificates, as the subject of a sentence */
function reportOn(whose: string, lists: readonly ImportedListRow[], now: Date): AdoptionReport {
  const every = lists.find(({ point }) => point === everyPoint);
  const points = lists.filter(({ point }) => point !== everyPoint);
  const fault = every && faultOf(every, now);
  if (every !== undefined && fault === undefined) return { problems: [], notes: [] };
  if (points.length === 0) {
    const why = fault === undefined ? "no revocation list of it is recorded" : `its revocation list ${fault}`;
    return { problems: [`${whose} are refused, because ${why}. Import its latest one: ${advice}`], notes: [] };
  }
  const faults = points.map((list) => ({ point: list.point, what: faultOf(list, now) }));
  const [first, ...further] = faults.filter(({ what }) => what !== undefined);
  const overdue =
    first === undefined
      ? []
      : [
          `${whose} and name the distribution point ${first.point} are refused, because its revocation list ${first.what ?? ""}${further.length === 0 ? "" : `, and so are those of ${inWords(further)}`}. Import the latest lists of these points: ${advice}`,
        ];
  const covered = faults.filter(({ what }) => what === undefined);
  const none = `${whose} are refused unless they name a distribution point whose list was imported and is in force`;
  const some = covered.length === 0 ? none : `${none} (${inWords(covered)})`;
  return fault === undefined
    ? { problems: overdue, notes: [`${some}. If they name other ones, import their lists, too: ${advice}`] }
    : {
        problems: [
          ...overdue,
          `${some}, because its revocation list for all certificates ${fault}. Import its latest one: ${advice}`,
        ],
        notes: [],
      };
}

const mostNamed = 5;

function inWords(points: readonly { readonly point: string }[]): string {
  const named = points.slice(0, mostNamed).map(({ point }) => point);
  return [...named, ...(points.length > mostNamed ? [`${points.length - mostNamed} more`] : [])].join(", ");
}

/** Why a list says nothing of certificates any more; undefined if it is in force. */
function faultOf({ nextUpdate }: ImportedListRow, now: Date): string | undefined {
  if (nextUpdate === null) return "has no nextUpdate";
  return now.getTime() > nextUpdate ? `was due at ${new Date(nextUpdate).toISOString()}` : undefined;
}
