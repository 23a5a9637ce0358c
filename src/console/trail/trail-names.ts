import * as v from "valibot";
import { otherActors, type TrailEntry } from "../../protocol/console/trail.ts";
import type { Detail, TrailTexts } from "../texts/trail-texts.ts";

const StoredDetail = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

/** What an entry's detail says, as far as it is text or a number. */
export function readDetail(detail: string): Detail {
  const decoded = v.safeParse(StoredDetail, detail);
  return Object.fromEntries(
    Object.entries(decoded.success ? decoded.output : {}).flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" ? [[name, String(value)] as const] : [],
    ),
  );
}

/**
 * Who did something, in words.
 *
 * @param self the name of the account that reads it, if it is one of the tenant's
 */
export function actorName(
  { actor, actorCn }: Pick<TrailEntry, "actor" | "actorCn">,
  { actors }: Pick<TrailTexts, "actors">,
  self?: string,
): string {
  if (actor === null) return actors.otherProgram;
  if (actor === "another organisation") return actors.otherOrganisation;
  if (actorCn !== null) return actors.certificate(actorCn);
  const other = otherActors.find((each) => each === actor);
  if (other !== undefined) return actors[other];
  if (actor.startsWith("operator:")) return `${actors.operator} (${actor.slice("operator:".length)})`;
  const [, by] = /^recovery code of (?:account:)?(.+)$/.exec(actor) ?? [];
  const [, name = actor] = /^account:([^@]+)@/.exec(actor) ?? [];
  if (by !== undefined) return actors.recoveryCode(by.split("@")[0] ?? by);
  if (actor.includes(" token:")) return actors.program(name);
  return name === self ? actors.you(name) : name;
}

/** What something was done to, in words; undefined if it is none of what has a name. */
export function objectName(
  { object, action, certificate }: Pick<TrailEntry, "object" | "action"> & { readonly certificate: { readonly cn: string } | null },
  detail: Detail,
  { objects }: Pick<TrailTexts, "objects">,
): string | undefined {
  if (certificate !== null) return objects.certificate(certificate.cn);
  if (action.startsWith("account-")) return object.split("@")[0];
  if (action.startsWith("recovery-code-") && detail["cn"] !== undefined) return objects.holder(detail["cn"]);
  return object.includes("/") ? objects.certificate(object.slice(-8)) : undefined;
}
