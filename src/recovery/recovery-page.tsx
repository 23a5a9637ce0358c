import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { KoshinError } from "../core/errors.ts";
import type { Platform } from "../core/profile.ts";
import { RenewalError } from "../protocol/failure.ts";
import { Button, Submit } from "../ui/components/button.tsx";
import { CopyDiagnosis } from "../ui/components/copy-diagnosis.tsx";
import { ErrorNote } from "../ui/components/error-note.tsx";
import { Field } from "../ui/components/field.tsx";
import { useFocus } from "../ui/components/use-focus.ts";
import { writeDiagnosis } from "../ui/diagnosis.ts";
import { otherLanguage, type Language } from "../ui/language.ts";
import { readClaim, invalidFields, type ClaimField } from "./claim.ts";
import { recover } from "./recover.ts";
import { recoveryTexts } from "./texts/texts-for.ts";
import type { Texts } from "./texts/texts.ts";

/** The state of the page: the form, work in progress, or a certificate has been issued. */
type Progress =
  | { readonly at: "form"; readonly invalid: readonly ClaimField[]; readonly failure?: Pick<RenewalError, "code" | "trace"> }
  | { readonly at: "work" }
  | { readonly at: "end"; readonly app: string };

interface RecoveryPageProps {
  readonly language: Language;
  readonly platform: Platform;
}

/** The recovery page: a form for the claim, and, once a certificate has been issued, the next step. */
export function RecoveryPage({ language: first, platform }: RecoveryPageProps): JSX.Element {
  const [language, setLanguage] = useState(first);
  const [progress, setProgress] = useState<Progress>({ at: "form", invalid: [] });
  const form = useRef<HTMLFormElement>(null);
  const texts = recoveryTexts(language);
  const other = otherLanguage(language);

  useLayoutEffect(() => {
    document.documentElement.lang = language;
    document.title = texts.title;
  }, [language, texts]);
  useLayoutEffect(() => {
    if (progress.at === "form" && progress.invalid.length > 0) focus(form.current, `#${progress.invalid[0]}`);
    if (progress.at === "form" && progress.failure !== undefined) focus(form.current, "[role=alert]");
  }, [progress]);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (form.current === null || progress.at === "work") return;
    const typed = new FormData(form.current);
    const text = (field: ClaimField): string => {
      const value = typed.get(field);
      return typeof value === "string" ? value : "";
    };
    const claim = readClaim({ tenant: text("tenant"), cn: text("cn"), code: text("code") });
    const invalid = invalidFields(claim);
    if (invalid.length > 0) {
      setProgress({ at: "form", invalid });
      return;
    }
    setProgress({ at: "work" });
    try {
      const app = await recover(claim, language);
      if (app !== undefined) form.current.reset();
      setProgress(app === undefined ? { at: "form", invalid: [] } : { at: "end", app });
    } catch (error) {
      setProgress({ at: "form", invalid: [], failure: failureOf(error) });
    }
  }

  const diagnose = (): string => {
    const place = { part: "recovery", navigator, platform, host: location.hostname, clockAhead: undefined } as const;
    const failure = progress.at === "form" ? progress.failure : undefined;
    return writeDiagnosis(place, { step: progress.at, error: failure?.code, trace: failure?.trace }, new Date());
  };
  const errorOf = (field: ClaimField): string | undefined =>
    progress.at === "form" && progress.invalid.includes(field) ? texts.invalid[field] : undefined;
  return (
    <>
      <header>
        <p class="brand">Koshin</p>
        <Button kind="link" lang={other} onClick={() => setLanguage(other)}>
          {texts.otherLanguage}
        </Button>
      </header>
      <main>
        {progress.at === "end" && <Issued app={progress.app} texts={texts} />}
        <form ref={form} class="card" noValidate hidden={progress.at === "end"} onSubmit={(event) => void submit(event)}>
          <h1>{texts.title}</h1>
          <p>{texts.lead}</p>
          {progress.at === "form" && progress.failure !== undefined && (
            <ErrorNote title={texts.failed} sentence={texts.errors[progress.failure.code]} code={progress.failure.code} onPage />
          )}
          <Field name="tenant" {...texts.tenant} error={errorOf("tenant")} input={bare("off")} />
          <Field name="cn" {...texts.cn} error={errorOf("cn")} input={bare("off")} />
          <Field name="code" {...texts.code} error={errorOf("code")} input={bare("one-time-code")} />
          <Submit aria-disabled={progress.at === "work"}>{texts.submit}</Submit>
          <p class="quiet" role="status">
            {progress.at === "work" ? texts.working : ""}
          </p>
          <p class="quiet">{texts.noCode}</p>
        </form>
        <CopyDiagnosis key={progress.at} texts={texts} diagnose={diagnose} />
      </main>
    </>
  );
}

/** The remaining step once a certificate has been issued. */
function Issued({ app, texts }: { readonly app: string; readonly texts: Texts }): JSX.Element {
  return (
    <section class="card">
      <h1 ref={useFocus()} tabIndex={-1}>
        {texts.after.heading}
      </h1>
      <p>{texts.after.lead}</p>
      <a class="button primary" href={app}>
        {texts.after.open}
      </a>
    </section>
  );
}

/** Input attributes that disable autocorrection. */
function bare(autocomplete: "off" | "one-time-code"): JSX.IntrinsicElements["input"] {
  return { autocomplete, autocapitalize: "off", spellcheck: false, maxLength: 80 };
}

/** Maps a failure without a code, which is a bug, to `internal`. */
function failureOf(error: unknown): Pick<RenewalError, "code" | "trace"> {
  if (error instanceof RenewalError) return error;
  const code = error instanceof KoshinError ? error.code : "internal";
  return new RenewalError(code, "The recovery failed.", { cause: error instanceof KoshinError ? error.cause : error });
}

function focus(within: HTMLElement | null, selector: string): void {
  within?.querySelector<HTMLElement>(selector)?.focus();
}
