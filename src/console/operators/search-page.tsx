import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { searchAcross } from "../../client/console/operators.ts";
import { Submit } from "../../ui/components/button.tsx";
import { Field } from "../../ui/components/field.tsx";
import { toneOf } from "../certificates/tone-of.ts";
import { listedDay } from "../parts/formats.ts";
import { Heading } from "../parts/heading.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { DataTable } from "./data-table.tsx";
import { writeOperatorAddress } from "./operator-address.ts";
import { useWords } from "./texts/use-words.ts";

/** A search across all tenants. */
export function SearchPage({ parameters }: { readonly parameters: string }): JSX.Element {
  const { search: words } = useWords();
  const asked = (new URLSearchParams(parameters).get("text") ?? "").trim();
  const [text, setText] = useState(asked);
  const [tooShort, setTooShort] = useState(false);
  useEffect(() => setText(asked), [asked]);
  return (
    <>
      <Heading>{words.heading}</Heading>
      <p>
        {words.lead} {words.hint}
      </p>
      <form
        class="filters"
        role="search"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const wanted = text.trim();
          setTooShort(wanted.length < 2);
          const to = { page: "search", parameters: new URLSearchParams({ text: wanted }).toString() } as const;
          if (wanted.length >= 2) location.hash = writeOperatorAddress(to);
        }}
      >
        <div class="search">
          <Field
            name="search-across"
            label={words.label}
            error={tooShort ? words.tooShort : undefined}
            input={{ type: "search", maxLength: 200, value: text, onInput: ({ currentTarget }) => setText(currentTarget.value) }}
          />
        </div>
        <Submit>{words.submit}</Submit>
      </form>
      {asked.length >= 2 && <Found text={asked} />}
    </>
  );
}

function Found({ text }: { readonly text: string }): JSX.Element {
  const { service, texts } = useSite();
  const { search: words } = useWords();
  const loaded = useLoaded(`search-${text}`, () => searchAcross(service, text));
  return (
    <ScreenPart loaded={loaded}>
      {({ certificates, more }) => {
        if (certificates.length === 0) return <p class="card empty">{words.none}</p>;
        return (
          <>
            <p class="range" role="status">
              {more ? words.more(certificates.length) : words.found(certificates.length)}
            </p>
            <DataTable
              name="found"
              label={words.heading}
              columns={Object.values(words.columns)}
              rows={certificates.map(({ issuer, serial, tenant, cn, state, notAfter, remark, device }) => ({
                key: `${issuer}/${serial}`,
                cells: [
                  <a key="cn" href={writeOperatorAddress({ page: "certificate", identity: { issuer, serial } })}>
                    <bdi>{cn}</bdi>
                  </a>,
                  <a key="tenant" href={writeOperatorAddress({ page: "tenant", tenant })}>
                    <bdi>{tenant}</bdi>
                  </a>,
                  <StateBadge key="state" tone={toneOf(state)}>
                    {texts.states[state]}
                  </StateBadge>,
                  <time key="end" dateTime={notAfter}>
                    {listedDay(notAfter)}
                  </time>,
                  <span key="note" class="note-line">
                    {[remark, device].filter((each) => each !== "").join(" / ")}
                  </span>,
                ],
              }))}
            />
          </>
        );
      }}
    </ScreenPart>
  );
}
