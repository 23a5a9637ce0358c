import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Language } from "../../dialog/language.ts";
import { textsFor } from "../../dialog/texts-for.ts";
import { CertificateCard } from "./certificate-card.tsx";
import type { Situation } from "./situation.ts";
import { popupTexts } from "./texts.ts";

/** What the popup needs of the browser. */
export interface PopupProps {
  readonly language: Language;
  /** Looks at the current tab's site. */
  readonly look: () => Promise<Situation>;
  /** Opens the dialog in the current tab. */
  readonly open: () => Promise<void>;
}

/** The popup: what is known of the certificate of the site in the current tab. */
export function Popup({ language, look, open }: PopupProps): JSX.Element {
  const texts = popupTexts(language);
  const [situation, setSituation] = useState<Situation>();
  const refresh = (): void => {
    setSituation(undefined);
    void look().then(setSituation);
  };
  useEffect(refresh, []);

  return (
    <>
      <header>
        <img src="/icons/koshin.svg" alt="" />
        <h1 class="brand">{texts.title}</h1>
      </header>
      <main>
        <div role="status">{content()}</div>
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
        return (
          <>
            <Notice heading={texts.failed} hint={textsFor(language).errors[situation.code]} />
            <button type="button" onClick={refresh}>
              {texts.retry}
            </button>
          </>
        );
      case "known":
        return <CertificateCard language={language} status={situation.status} advice={situation.advice} open={open} />;
    }
  }
}

function Notice({ heading, hint }: { readonly heading: string; readonly hint: string }): JSX.Element {
  return (
    <section>
      <h2>{heading}</h2>
      <p>{hint}</p>
    </section>
  );
}
