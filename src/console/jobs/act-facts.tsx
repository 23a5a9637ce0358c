import type { JSX } from "preact";
import { askTenant } from "../../client/console/tenant.ts";
import type { AnyJobAct } from "../../protocol/console/jobs.ts";
import { Facts, type Fact } from "../../ui/components/facts.tsx";
import { momentOfTenant } from "../parts/moment-of-tenant.ts";
import { renewalOrderTexts } from "../parts/renewal-order/renewal-order-texts.ts";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";

/** What a job was told to do: the reason of a revocation, what is noted, or the hours of an order. */
export function ActFacts({ act }: { readonly act: AnyJobAct }): JSX.Element | null {
  const { texts } = useSite();
  switch (act.kind) {
    case "order":
      return <OrderFacts order={act} />;
    case "revoke":
      return (
        <>
          <Facts facts={[{ term: texts.revocation.reason, value: texts.revocation.reasons[act.reason] }]} />
          {act.along.map((relation) => (
            <p key={relation}>{texts.revocation[relation]}</p>
          ))}
        </>
      );
    case "annotate":
      return (
        <Facts
          facts={(["device", "remark"] as const).flatMap((id): readonly Fact[] => {
            const note = act[id];
            return note === undefined ? [] : [{ term: texts.detail[id], value: note === "" ? texts.none : note }];
          })}
        />
      );
    case "renew":
    case "issue":
      return null;
  }
}

function OrderFacts({ order }: { readonly order: Extract<AnyJobAct, { kind: "order" }> }): JSX.Element {
  const { service, texts, language } = useSite();
  const words = renewalOrderTexts(language);
  const tenant = useLoaded("tenant", () => askTenant(service));
  const { reason, window, startsAt, endsAt } = order;
  const timeZone = tenant.value?.timeZone;
  const shown = (moment: string): string | false => timeZone !== undefined && momentOfTenant(moment, timeZone, language);
  const hours = window === null ? words.always : timeZone !== undefined && words.daily(window.from, window.to, timeZone);
  const facts: readonly Fact[] = [
    { term: words.reason, value: reason === "" ? texts.none : reason },
    { term: words.hours, value: hours },
    ...(startsAt === null ? [] : [{ term: words.begins, value: shown(startsAt) }]),
    ...(endsAt === null ? [] : [{ term: words.until, value: shown(endsAt) }]),
  ];
  return <Facts facts={facts} />;
}
