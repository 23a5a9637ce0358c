import type { JSX } from "preact";
import { askSheet } from "../../client/console/operators.ts";
import type { IssuedIdentity } from "../../protocol/console/certificates.ts";
import { kindName } from "../../protocol/console/kind-name.ts";
import type { SheetForOperators } from "../../protocol/console/operators.ts";
import { Facts, type Fact } from "../../ui/components/facts.tsx";
import { PresentationTable } from "../certificates/detail/presentation-table.tsx";
import { StageList } from "../certificates/detail/stage-list.tsx";
import { toneOf } from "../certificates/tone-of.ts";
import { listedDay, listedMoment } from "../parts/formats.ts";
import { Heading } from "../parts/heading.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { writeOperatorAddress } from "./operator-address.ts";
import { useWords } from "./texts/use-words.ts";

/** The sheet of a certificate of any tenant, to look at. */
export function SheetPage({ identity }: { readonly identity: IssuedIdentity }): JSX.Element {
  const { service, texts, language } = useSite();
  const { sheet: words } = useWords();
  const loaded = useLoaded(`sheet-${identity.issuer}/${identity.serial}`, () => askSheet(service, identity));
  return (
    <>
      <p>
        <a href={writeOperatorAddress({ page: "search", parameters: "" })}>{words.back}</a>
      </p>
      <Heading>{texts.detail.heading}</Heading>
      <p>{words.lead}</p>
      <ScreenPart loaded={loaded}>
        {(sheet) => (
          <>
            <section class="card">
              <Facts facts={factsOf(sheet)} />
            </section>
            <section class="card">
              <h2>{texts.detail.stages}</h2>
              <StageList detail={sheet.certificate} />
            </section>
            <section class="card">
              <h2>{texts.presentations.heading}</h2>
              <PresentationTable presentations={sheet.certificate.presentations} />
            </section>
          </>
        )}
      </ScreenPart>
    </>
  );

  function factsOf({ tenant, certificate }: SheetForOperators): readonly Fact[] {
    const { detail: terms } = texts;
    const { state, kind, kindTexts, device, remark, revokedAt, predecessor, replacement } = certificate;
    const related = (to: IssuedIdentity): JSX.Element => (
      <a class="serial" href={writeOperatorAddress({ page: "certificate", identity: to })}>
        {to.serial}
      </a>
    );
    const note = (text: string): JSX.Element => <p class="lines">{text === "" ? texts.none : text}</p>;
    return [
      { term: terms.cn, value: certificate.cn, kind: "strong" },
      { term: terms.o, value: <a href={writeOperatorAddress({ page: "tenant", tenant })}>{tenant}</a> },
      { term: terms.state, value: <StateBadge tone={toneOf(state)}>{texts.states[state]}</StateBadge> },
      ...(revokedAt === null ? [] : [{ term: terms.revokedAt, value: listedMoment(revokedAt, language) }]),
      { term: terms.kind, value: kindName(language, kind, kindTexts[language]) },
      { term: terms.issuedAt, value: listedDay(certificate.issuedAt) },
      { term: terms.notAfter, value: listedDay(certificate.notAfter) },
      { term: terms.device, value: note(device) },
      { term: terms.remark, value: note(remark) },
      { term: terms.serial, value: certificate.serial, kind: "serial" },
      ...(predecessor === null ? [] : [{ term: terms.predecessor, value: related(predecessor) }]),
      ...(replacement === null ? [] : [{ term: terms.replacement, value: related(replacement) }]),
    ];
  }
}
