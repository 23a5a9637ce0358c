import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { readWholeTrail } from "../../client/console/operators.ts";
import type { NamedCertificate, WholeTrailEntry } from "../../protocol/console/operators.ts";
import { Submit } from "../../ui/components/button.tsx";
import { Field } from "../../ui/components/field.tsx";
import { Select } from "../../ui/components/select.tsx";
import { listedMoment } from "../parts/formats.ts";
import { Heading } from "../parts/heading.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { trailEn } from "../texts/trail-en.ts";
import { trailJa } from "../texts/trail-ja.ts";
import { actorName, objectName, readDetail } from "../trail/trail-names.ts";
import { DataTable } from "./data-table.tsx";
import { EarlierLinks } from "./earlier-links.tsx";
import { changed, writeOperatorAddress } from "./operator-address.ts";
import { useWords } from "./texts/use-words.ts";

const choices = ["", "operators"] as const;

/** 操作履歴 of all tenants and of the service. */
export function WholeTrailPage({ parameters }: { readonly parameters: string }): JSX.Element {
  const { service, language } = useSite();
  const {
    trail: words,
    announcements: { all },
  } = useWords();
  const names = { ja: trailJa, en: trailEn }[language];
  const actions = { ...names.actions, ...words.actions };
  const given = new URLSearchParams(parameters);
  const asked = given.get("tenant") ?? "";
  const [tenant, setTenant] = useState(asked);
  useEffect(() => setTenant(asked), [asked]);
  const loaded = useLoaded(`whole-trail-${parameters}`, () => readWholeTrail(service, parameters));
  const show = (change: Readonly<Record<string, string>>): void =>
    void (location.hash = writeOperatorAddress({ page: "trail", parameters: changed(parameters, change) }));
  const named = (action: string): string => Object.entries(actions).find(([name]) => name === action)?.[1] ?? action;
  return (
    <>
      <Heading>{words.heading}</Heading>
      <p>{words.lead}</p>
      <form
        class="filters"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          show({ tenant: tenant.trim() });
        }}
      >
        <Field
          name="trail-tenant"
          label={words.tenant}
          input={{
            type: "search",
            required: false,
            maxLength: 64,
            value: tenant,
            onInput: ({ currentTarget }) => setTenant(currentTarget.value),
          }}
        />
        <Submit>{words.submit}</Submit>
        <Select
          label={words.by}
          choices={choices.map((by) => [by, by === "" ? words.anybody : words.operators] as const)}
          chosen={given.get("by") === "operators" ? "operators" : ""}
          choose={(by) => show({ by })}
        />
      </form>
      <ScreenPart loaded={loaded}>
        {({ entries, more }) => {
          if (entries.length === 0) return <p class="card empty">{words.empty}</p>;
          return (
            <>
              <p class="range" role="status">
                {words.shown(entries.length)}
              </p>
              <DataTable
                name="whole-trail"
                label={words.heading}
                columns={Object.values(words.columns)}
                rows={entries.map((entry) => ({ key: entry.number, cells: cellsOf(entry) }))}
              />
              <EarlierLinks page="trail" parameters={parameters} last={more ? entries.at(-1)?.number : undefined} />
            </>
          );
        }}
      </ScreenPart>
    </>
  );

  function cellsOf(entry: WholeTrailEntry): readonly JSX.Element[] {
    const { at, actor, action, object, tenant: of, certificate, actorCertificate } = entry;
    const detail = readDetail(entry.detail);
    return [
      <time key="at" dateTime={at}>
        {listedMoment(at, language)}
      </time>,
      <Named key="actor" certificate={actorCertificate} title={actor}>
        {actorName({ actor, actorCn: actorCertificate?.cn ?? null }, names)}
      </Named>,
      <span key="action">{named(action)}</span>,
      <Named key="object" certificate={certificate} title={object}>
        {object.startsWith("operator:")
          ? actorName({ actor: object, actorCn: null }, names)
          : object === "all"
            ? all
            : (objectName({ object, action, certificate }, detail, names) ?? object)}
      </Named>,
      of === null ? (
        <span key="tenant" class="quiet">
          {words.service}
        </span>
      ) : (
        <a key="tenant" href={writeOperatorAddress({ page: "tenant", tenant: of })}>
          <bdi>{of}</bdi>
        </a>
      ),
    ];
  }
}

interface NamedProps {
  readonly certificate: NamedCertificate | null;
  /** As the trail has it. */
  readonly title: string;
  readonly children: ComponentChildren;
}

/** Who or what an entry is about, with the way to its sheet if it is a certificate. */
function Named({ certificate, title, children }: NamedProps): JSX.Element {
  if (certificate === null)
    return (
      <bdi class="long" title={title}>
        {children}
      </bdi>
    );
  const { issuer, serial } = certificate;
  return (
    <a class="long" href={writeOperatorAddress({ page: "certificate", identity: { issuer, serial } })} title={serial}>
      <bdi>{children}</bdi>
    </a>
  );
}
