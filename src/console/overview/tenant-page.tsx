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
          const rules: readonly Fact[] = [
            { term: words.promptDays, value: words.before(tenant.promptDays) },
            { term: words.acceptDays, value: words.before(tenant.acceptDays) },
            { term: words.retireAfterDays, value: words.afterFirstUse(tenant.retireAfterDays) },
            { term: words.destroyKeysAfterDays, value: words.afterFirstUseDestroyed(tenant.destroyKeysAfterDays) },
            { term: words.keyKind, value: tenant.keyKind.toUpperCase() },
            { term: words.sameKey, value: words.sameKeyValues[tenant.sameKey] },
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
              <section class="card">
                <h2>{words.rules}</h2>
                <Facts facts={rules} />
              </section>
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
              <section class="card">
                <h2>{words.notified}</h2>
                {tenant.notified.length === 0 && <p class="quiet">{words.nobodyNotified}</p>}
                <ul>
                  {tenant.notified.map((address) => (
                    <li key={address}>{address}</li>
                  ))}
                </ul>
              </section>
            </>
          );
        }}
      </ScreenPart>
    </>
  );
}
