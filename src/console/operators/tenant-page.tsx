import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { askAnyTenant } from "../../client/console/operators.ts";
import { certificateStates } from "../../protocol/console/certificates.ts";
import type { TenantForOperators } from "../../protocol/console/operators.ts";
import { Button } from "../../ui/components/button.tsx";
import { Facts, type Fact } from "../../ui/components/facts.tsx";
import { listedDay, listedMoment } from "../parts/formats.ts";
import { Heading } from "../parts/heading.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { AnnounceDialog } from "./announce-dialog.tsx";
import { CloseDialog, OpenDialog } from "./close-dialog.tsx";
import { writeOperatorAddress } from "./operator-address.ts";
import { TenantRules } from "./tenant-rules.tsx";
import { useWords } from "./texts/use-words.ts";

type Doing = "closing" | "opening" | "announcing";

/** A tenant, as its administrators see it, and whether it is open. */
export function TenantPage({ tenant }: { readonly tenant: string }): JSX.Element {
  const { service } = useSite();
  const { tenant: words } = useWords();
  const loaded = useLoaded(`tenant-${tenant}`, () => askAnyTenant(service, tenant));
  const [doing, setDoing] = useState<Doing>();
  const dialog = { close: () => setDoing(undefined), changed: () => void loaded.reload() };
  const link = (name: string, parameters: string, page: "trail" | "search"): JSX.Element => (
    <a class="button" href={writeOperatorAddress({ page, parameters })}>
      {name}
    </a>
  );
  return (
    <>
      <p>
        <a href={writeOperatorAddress({ page: "tenants", parameters: "" })}>{words.back}</a>
      </p>
      <Heading>{tenant}</Heading>
      <ScreenPart loaded={loaded}>
        {(described) => (
          <>
            <TenantFacts described={described} />
            <TenantRules described={described} changed={dialog.changed} />
            <div class="actions">
              {link(words.certificates, new URLSearchParams({ text: tenant }).toString(), "search")}
              {link(words.trail, new URLSearchParams({ tenant }).toString(), "trail")}
              <Button onClick={() => setDoing("announcing")}>{words.announce}</Button>
            </div>
            <TenantState described={described} act={setDoing} />
            {doing === "closing" && <CloseDialog described={described} {...dialog} />}
            {doing === "opening" && <OpenDialog tenant={tenant} {...dialog} />}
            {doing === "announcing" && <AnnounceDialog tenant={tenant} close={dialog.close} announced={() => undefined} />}
          </>
        )}
      </ScreenPart>
    </>
  );
}

function TenantFacts({ described }: { readonly described: TenantForOperators }): JSX.Element {
  const { texts, language } = useSite();
  const { tenant: words, tenants } = useWords();
  const { tenant: terms } = texts;
  const { information, administrators, loggedIn, lastLoginAt } = described;
  const { closedAt } = information;
  const facts: readonly Fact[] = [
    {
      term: tenants.state,
      value: (
        <StateBadge tone={closedAt === null ? "good" : "over"}>{tenants.states[closedAt === null ? "open" : "closed"]}</StateBadge>
      ),
    },
    { term: words.product, value: information.product },
    { term: terms.createdAt, value: listedDay(information.createdAt) },
    { term: words.administrators, value: words.people(administrators) },
    { term: words.loggedIn, value: words.people(loggedIn) },
    { term: words.lastLoginAt, value: lastLoginAt === null ? tenants.never : listedMoment(lastLoginAt, language) },
  ];
  return (
    <>
      <section class="card">
        <Facts facts={facts} />
      </section>
      <section class="card">
        <h2>{terms.counts}</h2>
        <Facts
          facts={certificateStates.map((state) => ({
            term: texts.states[state],
            value: information.certificates[state].toLocaleString(language),
          }))}
        />
      </section>
    </>
  );
}

interface TenantStateProps {
  readonly described: TenantForOperators;
  readonly act: (doing: Doing) => void;
}

function TenantState({ described, act }: TenantStateProps): JSX.Element {
  const { language } = useSite();
  const { tenant: words } = useWords();
  const { closedAt } = described.information;
  return (
    <section class="card">
      <h2>{words.closing}</h2>
      {closedAt !== null && <p>{words.closed(listedMoment(closedAt, language))}</p>}
      <p class="quiet">{closedAt !== null ? words.openLead : described.own ? words.own : words.closeLead}</p>
      <div class="actions">
        {closedAt !== null && <Button onClick={() => act("opening")}>{words.open}</Button>}
        {closedAt === null && !described.own && (
          <Button kind="danger" onClick={() => act("closing")}>
            {words.close}
          </Button>
        )}
      </div>
    </section>
  );
}
