import type { JSX } from "preact";
import type { Renewal, Step } from "../../protocol/console/board.ts";
import type { IssuedIdentity } from "../../protocol/console/certificates.ts";
import { writeAddress } from "../address/site-address.ts";
import { listedMoment } from "../parts/formats.ts";
import { useSite } from "../session/site.ts";
import type { BoardTexts } from "../texts/board/board-texts.ts";

/** The name of a renewal's certificate, which leads to it, with the device or the remark by which people know it. */
export function CertificateCell({ renewal }: { readonly renewal: Renewal }): JSX.Element {
  const { issuer, serial, cn, device, remark } = renewal;
  const known = device === "" ? remark : device;
  return (
    <>
      <a href={writeAddress({ page: "certificate", identity: { issuer, serial } })}>{cn}</a>
      {known !== "" && <div class="note-line quiet">{known}</div>}
    </>
  );
}

interface PresentedCellProps {
  readonly last: Renewal["lastPresented"];
  readonly words: BoardTexts;
}

/** When, to which host, and from which computer a certificate was presented last. */
export function PresentedCell({ last, words }: PresentedCellProps): JSX.Element {
  const { language } = useSite();
  if (last === null) return <span class="quiet">{words.never}</span>;
  return (
    <>
      <time dateTime={last.at}>{listedMoment(last.at, language)}</time>
      <div class="place quiet">
        {last.host} {last.address !== "" && `← ${last.address}`}
      </div>
    </>
  );
}

interface StepsProps {
  readonly steps: readonly Step[];
  readonly words: BoardTexts;
}

/** The steps of a renewal, each with whose act it was and when; all but the last one are folded away. */
export function Steps({ steps, words }: StepsProps): JSX.Element | null {
  const last = steps.at(-1);
  if (last === undefined) return null;
  const present = (
    <>
      {words.stages[last.stage]} <StepFacts step={last} words={words} />
    </>
  );
  if (steps.length === 1) return present;
  return (
    <details class="steps">
      <summary>{present}</summary>
      <ol aria-label={words.steps}>
        {steps.map((step) => (
          <li key={step.stage + step.at}>
            {words.stages[step.stage]} <StepFacts step={step} words={words} />
          </li>
        ))}
      </ol>
    </details>
  );
}

function StepFacts({ step, words }: { readonly step: Step; readonly words: BoardTexts }): JSX.Element {
  const { language } = useSite();
  return (
    <span class="quiet">
      <time dateTime={step.at}>{listedMoment(step.at, language)}</time> {words.by(step)}
    </span>
  );
}

/** The button that gets a renewal going: it leads to the certificate, and opens what is to be done there. */
export function ActLink({ renewal, words }: { readonly renewal: Renewal; readonly words: BoardTexts }): JSX.Element {
  const { kind, ...identity } = renewal.act;
  const label = words.acts[kind];
  return (
    <a class="button act" href={addressOfAct(kind, identity)} aria-label={words.actFor(label, renewal.cn)}>
      {label}
    </a>
  );
}

/** A code for the holder, where that gets a renewal going, too. */
export function CodeLink({ renewal, words }: { readonly renewal: Renewal; readonly words: BoardTexts }): JSX.Element | null {
  if (!renewal.code) return null;
  const { issuer, serial, cn } = renewal;
  const address = writeAddress({ page: "certificate", identity: { issuer, serial }, doing: "code" });
  return (
    <a class="button act" href={address} aria-label={words.actFor(words.code, cn)}>
      {words.code}
    </a>
  );
}

function addressOfAct(kind: Renewal["act"]["kind"], identity: IssuedIdentity): string {
  // A file is handed out by the certificate's own buttons, because there are two forms of it.
  return writeAddress({ page: "certificate", identity, ...(kind === "hand-out" ? {} : { doing: kind }) });
}
