import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../ui/components/button.tsx";
import { CopyDiagnosis } from "../../ui/components/copy-diagnosis.tsx";
import type { Language } from "../../ui/language.ts";
import { BrandHeader } from "../brand-header.tsx";
import { isNamed, type RenewalRecord } from "../renewals/record.ts";
import { renewalHash } from "../renewals/renewal-hash.ts";
import type { SnoozeDays } from "../renewals/snooze.ts";
import { standingOf } from "../renewals/standing.ts";
import type { Site } from "../sites/sites.ts";
import { CertificateCard } from "./certificate-card.tsx";
import { GrantNotice } from "./grant-notice.tsx";
import { RenewalItem } from "./renewal-item.tsx";
import { RenewalSteps } from "./renewal-steps.tsx";
import type { Situation } from "./situation.ts";
import { Snooze } from "./snooze.tsx";
import { popupTexts } from "./texts/texts-for.ts";

/** The browser functions that the popup needs. */
export interface PopupProps {
  readonly language: Language;
  /** Determines the situation of the current tab's site. */
  readonly look: () => Promise<Situation>;
  /** The configured sites whose hosts the browser does not allow the extension to act on. */
  readonly findUngranted: () => Promise<readonly Site[]>;
  /** Asks the person to grant these hosts; resolves to whether they have agreed. */
  readonly grant: (patterns: string[]) => Promise<boolean>;
  /** Opens the dialog in the current tab. */
  readonly open: () => Promise<void>;
  /** Writes the line for the support desk. */
  readonly diagnose: (situation: Situation | undefined) => string;
  /** Calls back with the records of all served sites, at once and whenever they change; returns a function that ends it. */
  readonly follow: (changed: (records: readonly RenewalRecord[]) => void) => () => void;
  /** Takes the person to where a renewal continues. */
  readonly goTo: (record: RenewalRecord) => Promise<void>;
  /** Postpones a certificate's notifications by a number of days; null cancels that. */
  readonly snooze: (record: RenewalRecord, days: SnoozeDays | null) => Promise<void>;
}

/** The popup: the certificate of the site in the current tab, and the records of the others. */
export function Popup({ language, look, findUngranted, grant, open, diagnose, follow, goTo, snooze }: PopupProps): JSX.Element {
  const texts = popupTexts(language);
  const [situation, setSituation] = useState<Situation>();
  const [records, setRecords] = useState<readonly RenewalRecord[]>([]);
  const now = new Date();
  const refresh = (): void => {
    setSituation(undefined);
    void look().then(setSituation);
  };
  useEffect(refresh, []);
  useEffect(() => follow(setRecords), []);
  const here = situation?.kind === "known" ? records.find((record) => isHere(record, situation)) : undefined;
  const others = situation === undefined ? [] : records.filter((record) => record !== here).toSorted(byExpiry);
  const snoozeOf = (record: RenewalRecord): JSX.Element => (
    <Snooze record={record} texts={texts} language={language} now={now} snooze={(...order) => void snooze(...order)} />
  );

  // The most important part comes first: the certificate of this site or, if there is none, the notice that may explain why.
  const hasCertificate = situation?.kind === "known";
  const grantNotice = situation !== undefined && (
    <GrantNotice texts={texts} findUngranted={findUngranted} grant={grant} granted={refresh} />
  );

  return (
    <>
      <BrandHeader title={texts.title} />
      <main>
        {!hasCertificate && grantNotice}
        <div role="status">{content()}</div>
        {hasCertificate && grantNotice}
        {others.length > 0 && (
          <section class="known">
            <h2>{texts.known}</h2>
            <ul>
              {others.map((record) => (
                <RenewalItem
                  key={renewalHash(record)}
                  record={record}
                  texts={texts}
                  language={language}
                  now={now}
                  goTo={(chosen) => void goTo(chosen)}
                >
                  {snoozeOf(record)}
                </RenewalItem>
              ))}
            </ul>
          </section>
        )}
        <CopyDiagnosis texts={texts} diagnose={() => diagnose(situation)} />
        <p class="quiet">
          <a href="/pages/options.html" target="_blank">
            {texts.options}
          </a>
        </p>
      </main>
    </>
  );

  function content(): JSX.Element {
    switch (situation?.kind) {
      case undefined:
        return <p class="quiet">{texts.looking}</p>;
      case "not-configured":
        return <Notice heading={texts.notConfigured} hint={texts.notConfiguredHint} />;
      case "failed":
        if (records.some(({ origin, file }) => file !== undefined && origin === situation.origin)) {
          return <Notice heading={texts.notReported} hint={texts.notReportedHint} />;
        }
        return (
          <>
            <Notice heading={texts.failed} hint={texts.errors[situation.code]} />
            <Button onClick={refresh}>{texts.retry}</Button>
          </>
        );
      case "known":
        return (
          <CertificateCard language={language} status={situation.status} advice={situation.advice} open={open}>
            {here !== undefined && (
              <>
                <RenewalSteps standing={standingOf(here, now)} texts={texts} />
                {snoozeOf(here)}
              </>
            )}
          </CertificateCard>
        );
    }
  }
}

function isHere(record: RenewalRecord, { origin, status }: Extract<Situation, { kind: "known" }>): boolean {
  return isNamed(record, { origin, issuer: status.certificate.issuer, serial: status.certificate.serial });
}

function byExpiry(one: RenewalRecord, other: RenewalRecord): number {
  return Date.parse(one.notAfter) - Date.parse(other.notAfter);
}

function Notice({ heading, hint }: { readonly heading: string; readonly hint: string }): JSX.Element {
  return (
    <section>
      <h2>{heading}</h2>
      <p>{hint}</p>
    </section>
  );
}
