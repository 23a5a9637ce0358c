import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { IssuedIdentity } from "../../protocol/console/certificates.ts";
import { listAddress, topAddress, writeAddress, type SiteAddress } from "../address/site-address.ts";
import { nothingChosen } from "../certificates/selection.ts";
import { TopPage } from "../overview/top-page.tsx";
import { Failure } from "../parts/failure.tsx";
import { Heading } from "../parts/heading.tsx";
import { late } from "../parts/late.tsx";
import { useSite } from "../session/site.ts";

const TokensPage = late(async () => (await import("../accounts/tokens/tokens-page.tsx")).TokensPage);
const BoardPage = late(async () => (await import("../board/board-page.tsx")).BoardPage);
const ListPage = late(async () => (await import("../certificates/list/list-page.tsx")).ListPage);
const TenantPage = late(async () => (await import("../overview/tenant-page.tsx")).TenantPage);
const LoginHistoryPage = late(async () => (await import("../accounts/login-history-page.tsx")).LoginHistoryPage);
const DetailPage = late(async () => (await import("../certificates/detail/detail-page.tsx")).DetailPage);
const OrdersPage = late(async () => (await import("../certificates/orders/orders-page.tsx")).OrdersPage);
const AccountsPage = late(async () => (await import("../accounts/accounts-page.tsx")).AccountsPage);
const JobsPage = late(async () => (await import("../jobs/jobs-page.tsx")).JobsPage);
const JobPage = late(async () => (await import("../jobs/job-page.tsx")).JobPage);
const TrailPage = late(async () => (await import("../trail/trail-page.tsx")).TrailPage);

const OwnAccountPage = late(async () => (await import("../own-account/own-account-page.tsx")).OwnAccountPage);

/** The screen of an address. The way back from a certificate leads to the list as it was, and to the row that was opened. */
export function Screen({ address }: { readonly address: SiteAddress }): JSX.Element {
  const list = useRef<SiteAddress>(listAddress);
  const [chosen, choose] = useState(nothingChosen);
  const opened = useRef<IssuedIdentity>(undefined);
  useEffect(() => {
    if (address.page === "certificates" || address.page === "board") list.current = address;
    if (address.page === "certificate") opened.current = address.identity;
    else opened.current = undefined;
  }, [address]);
  switch (address.page) {
    case "top":
      return <TopPage />;
    case "tenant":
      return <TenantPage />;
    case "certificates":
      return <ListPage query={address.query} columns={address.columns} chosen={chosen} choose={choose} opened={opened.current} />;
    case "certificate": {
      const { identity, doing } = address;
      return <DetailPage key={writeAddress(address)} identity={identity} doing={doing} list={list.current} />;
    }
    case "orders":
      return <OrdersPage />;
    case "accounts":
      return <AccountsPage />;
    case "tokens":
      return <TokensPage />;
    case "sign-in":
      return <SignInRefused code={address.code} />;
    case "own-account":
      return <OwnAccountPage />;
    case "board":
      return <BoardPage stuck={address.stuck} unretired={address.unretired} />;
    case "logins":
      return <LoginHistoryPage number={address.number} />;
    case "jobs":
      return <JobsPage number={address.number} />;
    case "job":
      return <JobPage id={address.id} parameters={address.parameters} />;
    case "trail":
      return <TrailPage parameters={address.parameters} />;
    case "invitation":
    case "unknown":
      return <UnknownPage />;
  }
}

/** Where a provider sends those back who did not link an identity to their account. */
function SignInRefused({ code }: Pick<Extract<SiteAddress, { readonly page: "sign-in" }>, "code">): JSX.Element {
  const { texts } = useSite();
  return (
    <>
      <Heading>{texts.ownAccount.heading}</Heading>
      <Failure code={code} texts={texts} />
      <p>
        <a href={writeAddress({ page: "own-account" })}>{texts.account.own}</a>
      </p>
    </>
  );
}

function UnknownPage(): JSX.Element {
  const { texts } = useSite();
  return (
    <section class="card">
      <Heading>{texts.unknownPage.heading}</Heading>
      <p>{texts.unknownPage.lead}</p>
      <p>
        <a href={writeAddress(topAddress)}>{texts.unknownPage.back}</a>
      </p>
    </section>
  );
}
