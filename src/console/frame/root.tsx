import type { JSX } from "preact";
import { useCallback, useEffect, useLayoutEffect, useState } from "preact/hooks";
import type { Service } from "../../client/ask.ts";
import { codeOf, type AdministrationErrorCode } from "../../client/console/administration-error.ts";
import { askSession } from "../../client/console/session.ts";
import type { Session } from "../../protocol/console/session.ts";
import { Button } from "../../ui/components/button.tsx";
import { otherLanguage, type Language } from "../../ui/language.ts";
import { topAddress } from "../address/site-address.ts";
import { replaceAddress, useAddress } from "../address/use-address.ts";
import { LoginCard } from "../login/login-card.tsx";
import { LoginSteps } from "../login/login-steps.tsx";
import { Failure } from "../parts/failure.tsx";
import { lateStep } from "../parts/late.tsx";
import { isSignInWindow } from "../session/sign-in-window.ts";
import { loadSiteTexts } from "../texts/site-texts.ts";
import type { Texts } from "../texts/texts.ts";
import { OpenSite } from "./open-site.tsx";

const SignInDone = lateStep(async () => (await import("../login/sign-in-window.tsx")).SignInDone);
const InvitationPage = lateStep(async () => (await import("../login/invitation-page.tsx")).InvitationPage);

/** What is known of the session. */
type Known =
  | { readonly at: "asking" }
  | { readonly at: "failed"; readonly code: AdministrationErrorCode }
  | { readonly at: "known"; readonly session: Session | undefined };

interface RootProps {
  readonly service: Service;
  readonly language: Language;
  /** The texts in this language. */
  readonly texts: Texts;
  /** Keeps the choice for the next visit. */
  readonly keepLanguage: (language: Language) => void;
}

/** The whole site: the way in, or what is behind it. */
export function Root({ service, keepLanguage, ...first }: RootProps): JSX.Element {
  const [{ language, texts }, setLanguage] = useState({ language: first.language, texts: first.texts });
  const [known, setKnown] = useState<Known>({ at: "asking" });
  const [said, say] = useState("");
  const address = useAddress();
  const ask = useCallback((): void => {
    setKnown({ at: "asking" });
    askSession(service).then(
      (session) => setKnown({ at: "known", session }),
      (error: unknown) => {
        const code = codeOf(error);
        setKnown(code === "not-logged-in" ? { at: "known", session: undefined } : { at: "failed", code });
      },
    );
  }, [service]);
  useEffect(ask, [ask]);
  useLayoutEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const session = known.at === "known" ? known.session : undefined;
  const isOpen = session?.step === "open" && address.page !== "invitation";
  useLayoutEffect(() => {
    if (!isOpen) document.title = texts.title;
  }, [isOpen, texts]);
  const choose = (chosen: Language, tell: (sentence: string) => void): void => {
    loadSiteTexts(chosen).then(
      (loaded) => {
        setLanguage({ language: chosen, texts: loaded });
        keepLanguage(chosen);
      },
      () => tell(texts.errors.unreachable),
    );
  };
  const setSession = (opened: Session): void => setKnown({ at: "known", session: opened });
  const leave = (sentence: string): void => {
    say(sentence);
    setKnown({ at: "known", session: undefined });
  };
  if (isOpen && isSignInWindow()) return <SignInDone texts={texts} />;
  if (isOpen) {
    const common = { service, language, texts, session, setSession, setLanguage: choose };
    return <OpenSite {...common} loggedOut={() => leave(texts.account.loggedOut)} />;
  }
  const other = otherLanguage(language);
  return (
    <>
      <header>
        <p class="brand">
          Koshin <span class="whole">{texts.title}</span>
        </p>
        <Button kind="link" lang={other} onClick={() => choose(other, say)}>
          {texts.otherLanguage}
        </Button>
      </header>
      <p class="said" role="status">
        {said}
      </p>
      {wayIn()}
    </>
  );

  function wayIn(): JSX.Element {
    if (address.page === "invitation") {
      const accepted = (begun: Session): void => {
        replaceAddress(topAddress);
        say(texts.invitation.done);
        setSession(begun);
      };
      return <InvitationPage service={service} texts={texts} token={address.token} accepted={accepted} />;
    }
    switch (known.at) {
      case "asking":
        return (
          <main class="way-in">
            <h1 class="loading">{texts.loading}</h1>
          </main>
        );
      case "failed":
        return (
          <main class="way-in">
            <h1>{texts.title}</h1>
            <Failure code={known.code} texts={texts} retry={ask} />
          </main>
        );
      case "known":
        return (
          <LoginSteps
            service={service}
            texts={texts}
            begun={known.session}
            proceeded={() => say("")}
            opened={(opened) => {
              say("");
              if (address.page === "sign-in") replaceAddress(topAddress);
              setSession(opened);
            }}
          >
            {(heading, lead, step) => (
              <LoginCard key={heading} heading={heading} lead={lead}>
                {address.page === "sign-in" && <Failure code={address.code} texts={texts} title={texts.login.failed} />}
                {step}
              </LoginCard>
            )}
          </LoginSteps>
        );
    }
  }
}
