import "./operators.css";
import type { ComponentChildren, JSX } from "preact";
import { Heading } from "../parts/heading.tsx";
import { useSite } from "../session/site.ts";
import { AnnouncementsPage } from "./announcements-page.tsx";
import { firstAddress, useOperatorAddress, writeOperatorAddress, type OperatorAddress } from "./operator-address.ts";
import { OperatorsPage } from "./operators-page.tsx";
import { SearchPage } from "./search-page.tsx";
import { SheetPage } from "./sheet-page.tsx";
import { TenantPage } from "./tenant-page.tsx";
import { TenantsPage } from "./tenants-page.tsx";
import { useWords } from "./texts/use-words.ts";
import { WholeTrailPage } from "./whole-trail-page.tsx";

interface OperatorSiteProps {
  /** What was done last; empty if there is nothing to say. */
  readonly said: string;
  /** Who is logged in. */
  readonly menu: ComponentChildren;
}

/** The system operators' site, above the tenants, for somebody who has logged in. */
export function OperatorSite({ said, menu }: OperatorSiteProps): JSX.Element {
  const { texts } = useSite();
  const { tabs } = useWords();
  const address = useOperatorAddress();
  const tab = (label: string, page: "tenants" | "search" | "announcements" | "trail" | "operators", also?: string): JSX.Element => (
    <a
      href={writeOperatorAddress({ page, parameters: "" })}
      aria-current={address.page === page || address.page === also ? "page" : undefined}
    >
      {label}
    </a>
  );
  return (
    <>
      <header>
        <p class="brand">
          Koshin <span class="whole">{texts.title}</span>
        </p>
        {menu}
      </header>
      <nav class="tabs" aria-label={tabs.label}>
        {tab(tabs.tenants, "tenants", "tenant")}
        {tab(tabs.search, "search", "certificate")}
        {tab(tabs.announcements, "announcements")}
        {tab(tabs.trail, "trail")}
        {tab(tabs.operators, "operators")}
      </nav>
      <main>
        <p class="said" role="status">
          {said}
        </p>
        <Screen address={address} />
      </main>
    </>
  );
}

function Screen({ address }: { readonly address: OperatorAddress }): JSX.Element {
  const { texts } = useSite();
  switch (address.page) {
    case "tenants":
      return <TenantsPage parameters={address.parameters} />;
    case "tenant":
      return <TenantPage key={address.tenant} tenant={address.tenant} />;
    case "search":
      return <SearchPage parameters={address.parameters} />;
    case "certificate":
      return <SheetPage key={writeOperatorAddress(address)} identity={address.identity} />;
    case "announcements":
      return <AnnouncementsPage parameters={address.parameters} />;
    case "trail":
      return <WholeTrailPage parameters={address.parameters} />;
    case "operators":
      return <OperatorsPage parameters={address.parameters} />;
    case "unknown":
      return (
        <section class="card">
          <Heading>{texts.unknownPage.heading}</Heading>
          <p>{texts.unknownPage.lead}</p>
          <p>
            <a href={writeOperatorAddress(firstAddress)}>{texts.unknownPage.back}</a>
          </p>
        </section>
      );
  }
}
