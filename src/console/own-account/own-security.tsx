import type { JSX } from "preact";
import { askOwnAccount, listOwnSessions } from "../../client/console/own-account.ts";
import { ScreenPart } from "../parts/screen.tsx";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { ownSecurityTexts } from "../texts/own-security-for.ts";
import { OwnApp } from "./own-app.tsx";
import { OwnCodes } from "./own-codes.tsx";
import { OwnFactsForm } from "./own-facts-form.tsx";
import { OwnPassword } from "./own-password.tsx";
import { OwnSessions } from "./own-sessions.tsx";

/** One's own authenticator app, recovery codes, password, sessions, name and mail address. */
export function OwnSecurity(): JSX.Element {
  const { service, language } = useSite();
  const words = ownSecurityTexts(language);
  const loaded = useLoaded("own-account", () => askOwnAccount(service));
  const sessions = useLoaded("own-sessions", () => listOwnSessions(service));
  const reload = (): void => void loaded.reload();
  const othersEnded = (): void => void sessions.reload();
  const replaced = (): void => {
    reload();
    othersEnded();
  };
  return (
    <>
      <OwnApp words={words.app} done={replaced} />
      <ScreenPart loaded={loaded}>{(account) => <OwnCodes account={account} words={words.codes} reload={reload} />}</ScreenPart>
      {loaded.value?.hasPassword !== false && <OwnPassword words={words.password} changed={othersEnded} />}
      <OwnSessions loaded={sessions} words={words.sessions} />
      <ScreenPart loaded={loaded}>
        {(account) => <OwnFactsForm key={account.version} account={account} words={words.facts} reload={reload} />}
      </ScreenPart>
    </>
  );
}
