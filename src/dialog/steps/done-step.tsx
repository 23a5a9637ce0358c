import type { JSX } from "preact";
import { dayInMilliseconds } from "../../core/days.ts";
import { isolated } from "../../core/name/isolated.ts";
import { serialInSelector, serialInStore } from "../../ui/certificate-store.ts";
import { Breakable } from "../../ui/components/breakable.tsx";
import { Button } from "../../ui/components/button.tsx";
import { Facts, type Fact } from "../../ui/components/facts.tsx";
import { formatDay, formatEnd } from "../../ui/moment-format.ts";
import type { RenewalStatus } from "../machine/renewal-status.ts";
import { Heading } from "../parts/heading.tsx";
import type { StepProps, View } from "../parts/view.ts";

/** 新しい証明書で接続できました: how to tell the two certificates apart, and what happens to the old one. */
export function DoneStep({ state, view }: StepProps<"done">): JSX.Element {
  const { texts, language, send } = view;
  const { status, issued } = state;
  const { cn, serial, notAfter } = status.certificate;
  return (
    <>
      <div class="success">
        <Heading scene="done">{texts.done.heading}</Heading>
      </div>
      {serial === undefined || notAfter === undefined ? (
        <>
          <Facts
            facts={[
              { term: texts.done.fresh, value: cn, kind: "strong" },
              { term: texts.card.validUntil, value: formatDay(issued.replacement.notAfter, language) },
              { term: texts.card.serial, value: issued.replacement.serial, kind: "serial" },
            ]}
          />
          <p>{texts.done.recovered}</p>
        </>
      ) : (
        <>
          <p>{texts.done.lead}</p>
          <p>{texts.done.apart(isolated(cn))}</p>
          <CertificatesCompared fresh={issued.replacement} old={{ serial, notAfter }} view={view} />
          <p>{lastDay(status, notAfter, view)}</p>
          <RemovalGuide serial={serial} view={view} />
        </>
      )}
      <p class="quiet">{texts.done.keep}</p>
      <div class="actions">
        <Button kind="primary" onClick={() => send({ type: "leave" })}>
          {texts.action.close}
        </Button>
      </div>
    </>
  );
}

/** When the service stops accepting the old certificate: at its expiry, or earlier if its tenant has it retired. */
function lastDay({ now, retireAfterDays }: RenewalStatus, notAfter: string, { texts, language }: View): string {
  const end = retireAfterDays === null ? Infinity : Date.parse(now) + retireAfterDays * dayInMilliseconds;
  return end < Date.parse(notAfter)
    ? texts.done.retires(formatEnd(new Date(end).toISOString(), new Date(now), language))
    : texts.done.until(formatEnd(notAfter, new Date(now), language));
}

interface Compared {
  readonly serial: string;
  /** ISO 8601. */
  readonly notAfter: string;
}

interface CertificatesComparedProps {
  readonly fresh: Compared;
  readonly old: Compared;
  readonly view: View;
}

/** Two certificates of the same name, each as the browser's selector shows it. */
function CertificatesCompared({ fresh, old, view }: CertificatesComparedProps): JSX.Element {
  const { card, done } = view.texts;
  const { language, store } = view;
  // Chromium lists the certificate that expires last first; other browsers guarantee no order.
  const isOrdered = store !== "firefox" && store !== "mobile";
  const facts = ({ serial, notAfter }: Compared, position: string): readonly Fact[] => [
    { term: card.serial, value: serialInSelector(serial, store), kind: "serial" },
    { term: card.validUntil, value: formatDay(notAfter, language) },
    ...(isOrdered ? [{ term: done.order, value: position }] : []),
  ];
  return (
    <>
      <h3 class="which">{done.fresh}</h3>
      <Facts facts={facts(fresh, done.first)} />
      <h3 class="which">{done.old}</h3>
      <Facts facts={facts(old, done.second)} />
    </>
  );
}

/** How to remove the old certificate from this system, which is optional. */
function RemovalGuide({ serial, view }: { readonly serial: string; readonly view: View }): JSX.Element {
  const { removal } = view.texts.done;
  return (
    <details class="admin">
      <summary>{removal.summary}</summary>
      <p>{removal.optional}</p>
      <ol>
        <li>
          <Breakable>{removal.where[view.store]}</Breakable>
        </li>
        <li>
          {removal.which}
          <span class="serial">
            <Breakable>{serialInStore(serial, view.store)}</Breakable>
          </span>
        </li>
      </ol>
    </details>
  );
}
