import type { JSX } from "preact";
import { firstQuery } from "../../client/console/certificate-parameters.ts";
import { askTenant } from "../../client/console/tenant.ts";
import { certificateStates } from "../../protocol/console/certificates.ts";
import { Facts, type Fact } from "../../ui/components/facts.tsx";
import { formatDay } from "../../ui/moment-format.ts";
import { writeAddress } from "../address/site-address.ts";
import { Heading } from "../parts/heading.tsx";
import { late } from "../parts/late.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";

const RenewalOrderCard = late(async () => (await import("../parts/renewal-order/renewal-order-card.tsx")).RenewalOrderCard);
const RulesCard = late(async () => (await import("../rules/rules-card.tsx")).RulesCard);
const NoticeAddressesCard = late(async () => (await import("../rules/notice-addresses-card.tsx")).NoticeAddressesCard);
const HolderRulesCard = late(async () => (await import("./holder-rules-card.tsx")).HolderRulesCard);

/** テナント情報. */
export function TenantPage(): JSX.Element {
  const { service, texts, language } = useSite();
  const { tenant: words } = texts;
  const loaded = useLoaded("tenant", () => askTenant(service));
  return (
    <>
      <Heading>{texts.tabs.tenant}</Heading>
      <ScreenPart loaded={loaded}>
        {(tenant) => {
          const facts: readonly Fact[] = [
            { term: words.name, value: tenant.name, kind: "strong" },
            { term: words.product, value: tenant.product },
            { term: words.createdAt, value: formatDay(tenant.createdAt, language) },
            ...(tenant.closedAt === null ? [] : [{ term: words.closedAt, value: formatDay(tenant.closedAt, language) }]),
          ];
          return (
            <>
              <section class="card">
                <Facts facts={facts} />
              </section>
              <section class="card">
                <h2>{words.counts}</h2>
                <ul class="counts">
                  {certificateStates.map((state) => (
                    <li key={state}>
                      <a href={writeAddress({ page: "certificates", query: { ...firstQuery, state } })}>
                        <span class="count">{tenant.certificates[state].toLocaleString(language)}</span>
                        <span>{texts.states[state]}</span>
                      </a>
                    </li>
                  ))}
                </ul>
              </section>
              <RulesCard tenant={tenant} changed={() => void loaded.reload()} />
              <RenewalOrderCard
                which="all"
                cn=""
                count={tenant.unrenewed}
                timeZone={tenant.timeZone}
                order={tenant.order}
                possible={tenant.unrenewed > 0 && tenant.closedAt === null}
                changed={() => void loaded.reload()}
              />
              <HolderRulesCard />
              <NoticeAddressesCard />
            </>
          );
        }}
      </ScreenPart>
    </>
  );
}
