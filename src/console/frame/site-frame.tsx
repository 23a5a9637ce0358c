import type { ComponentChildren, JSX } from "preact";
import type { Language } from "../../ui/language.ts";
import { listAddress, writeAddress, type SiteAddress } from "../address/site-address.ts";
import { permits, useSite } from "../session/site.ts";
import { AccountMenu } from "./account-menu.tsx";

interface SiteFrameProps {
  readonly address: SiteAddress;
  /** What was done last; empty if there is nothing to say. */
  readonly said: string;
  readonly setLanguage: (language: Language) => void;
  readonly logOut: () => void;
  readonly children: ComponentChildren;
}

/** The frame of every screen: whose site it is, the tabs, and what has just been done. */
export function SiteFrame({ address, said, setLanguage, logOut, children }: SiteFrameProps): JSX.Element {
  const { session, texts } = useSite();
  const tab = (label: string, to: SiteAddress, ...also: readonly SiteAddress["page"][]): JSX.Element => (
    <a href={writeAddress(to)} aria-current={[to.page, ...also].includes(address.page) ? "page" : undefined}>
      {label}
    </a>
  );
  return (
    <>
      <header>
        <p class="brand">
          Koshin <span class="whole">{texts.title}</span>
        </p>
        <AccountMenu setLanguage={setLanguage} logOut={logOut} />
      </header>
      <nav class="tabs" aria-label={texts.tabs.label}>
        {tab(texts.tabs.top, { page: "top" })}
        {tab(texts.tabs.tenant, { page: "tenant" })}
        {tab(texts.tabs.certificates, listAddress, "certificate", "orders")}
        {tab(texts.tabs.accounts, { page: "accounts" })}
        {tab(texts.tabs.logins, { page: "logins", number: 1 })}
        {tab(texts.tabs.board, { page: "board", stuck: 1, unretired: 1 })}
        {tab(texts.tabs.jobs, { page: "jobs", number: 1 }, "job")}
        {permits(session.role, "administrator") && tab(texts.tabs.trail, { page: "trail", parameters: "" })}
      </nav>
      <main>
        <p class="said" role="status">
          {said}
        </p>
        {children}
      </main>
    </>
  );
}
