import type { JSX } from "preact";
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type { Service } from "../../client/ask.ts";
import { logOut as endSession } from "../../client/console/session.ts";
import { providerLogOut } from "../../client/console/single-sign-on.ts";
import { systemOperator, type Session } from "../../protocol/console/session.ts";
import type { Language } from "../../ui/language.ts";
import { topAddress } from "../address/site-address.ts";
import { goTo, useAddress } from "../address/use-address.ts";
import { Interruption } from "../login/interruption.tsx";
import { late } from "../parts/late.tsx";
import { attempting, type Missing } from "../session/attempts.ts";
import { clockOf, SiteProvider, type Site } from "../session/site.ts";
import type { Texts } from "../texts/texts.ts";
import { AccountMenu } from "./account-menu.tsx";
import { Screen } from "./screens.tsx";
import { SiteFrame } from "./site-frame.tsx";

const OperatorSite = late(async () => (await import("../operators/operator-site.tsx")).OperatorSite);

interface OpenSiteProps {
  readonly service: Service;
  readonly language: Language;
  readonly texts: Texts;
  readonly session: Session;
  readonly setSession: (session: Session) => void;
  /** Changes the language, or says why it does not. */
  readonly setLanguage: (language: Language, tell: (sentence: string) => void) => void;
  readonly loggedOut: () => void;
}

/** What a person is asked in between, and who waits for it. */
interface Asked {
  readonly missing: Missing;
  readonly answer: (given: boolean) => void;
}

/** The site for somebody who has logged in. */
export function OpenSite(props: OpenSiteProps): JSX.Element {
  const { service, language, texts, session, setSession, setLanguage, loggedOut } = props;
  const address = useAddress();
  const [asked, setAsked] = useState<Asked>();
  const [said, setSaid] = useState({ sentence: "", at: "" });
  const attempt = useMemo(() => attempting((missing) => new Promise((resolve) => setAsked({ missing, answer: resolve }))), []);
  const now = useMemo(() => clockOf(session), [session]);
  const say = useCallback((sentence: string): void => setSaid({ sentence, at: location.hash }), []);
  const site: Site = { service, session, setSession, language, texts, attempt, say, now };
  // What was said of one screen does not concern the next one.
  useEffect(() => setSaid((last) => (last.at === location.hash ? last : { sentence: "", at: "" })), [address]);
  const answer = (given: boolean): void => {
    asked?.answer(given);
    setAsked(undefined);
  };
  const choose = (chosen: Language): void => setLanguage(chosen, say);
  const logOut = (): void => {
    // Without a connection, the cookie remains; the person sees the login all the same.
    void endSession(service)
      .catch(() => undefined)
      .then(async () => {
        const { provider } = session;
        const elsewhere = provider === null ? null : await providerLogOut(service, provider).catch(() => null);
        goTo(topAddress);
        if (elsewhere === null) loggedOut();
        else location.assign(elsewhere);
      });
  };
  return (
    <SiteProvider value={site}>
      {session.role === systemOperator ? (
        <OperatorSite said={said.sentence} menu={<AccountMenu setLanguage={choose} logOut={logOut} />} />
      ) : (
        <SiteFrame address={address} said={said.sentence} setLanguage={choose} logOut={logOut}>
          <Screen address={address} />
        </SiteFrame>
      )}
      {asked !== undefined && (
        <Interruption
          missing={asked.missing}
          service={service}
          texts={texts}
          user={session.user}
          byProvider={session.provider !== null}
          kinds={session.secondFactors}
          given={(opened) => {
            setSession(opened);
            answer(true);
          }}
          declined={() => answer(false)}
        />
      )}
    </SiteProvider>
  );
}
