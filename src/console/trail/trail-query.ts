import * as v from "valibot";
import { beginsWithExistingDay } from "../../core/existing-day.ts";
import { actionGroupNames, organisationActions, otherActors } from "../../protocol/console/trail.ts";

const Day = v.pipe(v.string(), v.isoDate(), v.check(beginsWithExistingDay));

/** What the address of the page asks for; days are those of this computer. */
const Query = v.object({
  action: v.optional(v.picklist([...actionGroupNames, ...organisationActions])),
  by: v.optional(v.pipe(v.string(), v.regex(/^(?:[a-z][a-z0-9_-]{0,31}|:[a-z]+)$/))),
  certificate: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(1100), v.nonEmpty())),
  account: v.optional(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_-]{0,31}$/))),
  from: v.optional(Day),
  to: v.optional(Day),
  before: v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,14}$/))),
});
export type TrailFilter = v.InferOutput<typeof Query>;

/** Actors that can be chosen besides accounts. */
export const offeredActors = otherActors;

/** Reads the parameters of the page's address; of what is malformed, as in an address that somebody has typed, nothing counts. */
export function readFilter(parameters: string): TrailFilter {
  const given = Object.fromEntries(new URLSearchParams(parameters));
  const read = v.safeParse(Query, given);
  if (read.success) return read.output;
  for (const { path } of read.issues) {
    const [item] = path ?? [];
    if (typeof item?.key === "string") Reflect.deleteProperty(given, item.key);
  }
  return v.parse(Query, given);
}

/** The parameters of the page's address. */
export function writeFilter(filter: TrailFilter): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== undefined && value !== "") parameters.set(name, value);
  return parameters.toString();
}

/** The parameters of the service's list: moments in the place of days. */
export function asked({ from, to, ...filter }: TrailFilter): URLSearchParams {
  const parameters = new URLSearchParams(writeFilter(filter));
  if (from !== undefined) parameters.set("since", new Date(`${from}T00:00`).toISOString());
  if (to !== undefined) {
    const end = new Date(`${to}T00:00`);
    end.setDate(end.getDate() + 1);
    parameters.set("until", end.toISOString());
  }
  return parameters;
}
