import type { ComponentChildren, JSX } from "preact";
import type { TrailEntry } from "../../protocol/console/trail.ts";
import { writeAddress } from "../address/site-address.ts";
import { useSite, type Site } from "../session/site.ts";
import type { Detail, TrailTexts } from "../texts/trail-texts.ts";
import { actorName, objectName, readDetail } from "./trail-names.ts";

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
        if (part === "{who}") return <b key="who">{actorName(entry, words, site.session.user)}</b>;
        return part === "{what}" ? <What key="what" entry={entry} detail={detail} words={words} /> : part;
      })}
    </>
  );
}

function detailOf({ detail }: TrailEntry, { texts }: Site): Detail {
  const facts = readDetail(detail);
  const role = Object.entries(texts.roles).find(([name]) => facts["role"] === name)?.[1];
  return { ...facts, role };
}

interface WhatProps {
  readonly entry: TrailEntry;
  readonly detail: Detail;
  readonly words: TrailTexts;
}

function What({ entry, detail, words }: WhatProps): ComponentChildren {
  const { certificate } = entry;
  const name = objectName(entry, detail, words) ?? words.objects.organisation;
  if (certificate === null) return name;
  const { issuer, serial } = certificate;
  return (
    <a href={writeAddress({ page: "certificate", identity: { issuer, serial } })} title={serial}>
      {name}
    </a>
  );
}
