import type { ComponentChildren, JSX } from "preact";
import * as v from "valibot";
import { otherActors, type TrailEntry } from "../../protocol/console/trail.ts";
import { writeAddress } from "../address/site-address.ts";
import { useSite, type Site } from "../session/site.ts";
import type { Detail, TrailTexts } from "../texts/trail-texts.ts";

const StoredDetail = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

/** An entry as a sentence: who did what, and to what. */
export function EntrySentence({ entry, words }: { readonly entry: TrailEntry; readonly words: TrailTexts }): JSX.Element {
  const site = useSite();
  const detail = detailOf(entry, site);
  const sentence = words.sentences;
  const known = Object.entries(sentence).find(([action]) => action === entry.action)?.[1];
  const text = known === undefined ? words.unknownAction(entry.action) : known(detail);
  const parts = text.split(/(\{who\}|\{what\})/);
  return (
    <>
      {parts.map((part) => {
        if (part === "{who}") return <b key="who">{whoIn(entry, words, site)}</b>;
        return part === "{what}" ? <What key="what" entry={entry} detail={detail} words={words} /> : part;
      })}
    </>
  );
}

function detailOf({ detail }: TrailEntry, { texts }: Site): Detail {
  const decoded = v.safeParse(StoredDetail, detail);
  const facts = Object.entries(decoded.success ? decoded.output : {}).flatMap(([name, value]) =>
    typeof value === "string" || typeof value === "number" ? [[name, String(value)] as const] : [],
  );
  const role = Object.entries(texts.roles).find(([name]) => facts.some(([fact, value]) => fact === "role" && value === name))?.[1];
  return { ...Object.fromEntries(facts), role };
}

/** The name of an actor. */
function whoIn({ actor, actorCn }: TrailEntry, { actors }: TrailTexts, { session }: Site): string {
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
  return name === session.user ? actors.you(name) : name;
}

interface WhatProps {
  readonly entry: TrailEntry;
  readonly detail: Detail;
  readonly words: TrailTexts;
}

function What({ entry, detail, words }: WhatProps): ComponentChildren {
  const { objects } = words;
  const { certificate, object, action } = entry;
  if (certificate !== null) {
    const { issuer, serial, cn } = certificate;
    return (
      <a href={writeAddress({ page: "certificate", identity: { issuer, serial } })} title={serial}>
        {objects.certificate(cn)}
      </a>
    );
  }
  if (action.startsWith("account-")) return object.split("@")[0];
  if (action.startsWith("recovery-code-") && detail["cn"] !== undefined) return objects.holder(detail["cn"]);
  return object.includes("/") ? objects.certificate(object.slice(-8)) : objects.organisation;
}
