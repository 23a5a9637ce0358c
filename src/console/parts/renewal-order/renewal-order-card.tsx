import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { cancelRenewalOrder } from "../../../client/console/renewal-orders.ts";
import type { PlacedRenewalOrder } from "../../../protocol/console/renewal-orders.ts";
import { Button } from "../../../ui/components/button.tsx";
import { Facts, type Fact } from "../../../ui/components/facts.tsx";
import { permits, useSite } from "../../session/site.ts";
import { useAction } from "../../session/use-action.ts";
import { Failure } from "../failure.tsx";
import { Modal } from "../modal.tsx";
import { momentOfTenant } from "../moment-of-tenant.ts";
import { RenewalOrderDialog, type OrderedHere } from "./renewal-order-dialog.tsx";
import { renewalOrderTexts } from "./renewal-order-texts.ts";

interface RenewalOrderCardProps extends OrderedHere {
  /** The one in force. */
  readonly order: PlacedRenewalOrder | null;
  /** Whether one can be given. */
  readonly possible: boolean;
  readonly changed: () => void;
}

/** The order to renew early, which can be given and cancelled here; those of the service's operators cannot. */
export function RenewalOrderCard({ order, possible, changed, ...here }: RenewalOrderCardProps): JSX.Element | null {
  const { session, language } = useSite();
  const words = renewalOrderTexts(language);
  const [doing, setDoing] = useState<"order" | "cancel">();
  if (order === null && !possible) return null;
  const close = (): void => setDoing(undefined);
  const acts = permits(session.role, "operator");
  return (
    <section class="card renewal-order">
      <h2>{here.which === "all" ? words.headingAll : words.heading}</h2>
      {order === null ? <p class="quiet">{words.none}</p> : <OrderFacts order={order} />}
      {acts && (
        <div class="actions">
          {possible && order?.by !== null && <Button onClick={() => setDoing("order")}>{words.order}</Button>}
          {typeof order?.by === "string" && <Button onClick={() => setDoing("cancel")}>{words.cancel}</Button>}
        </div>
      )}
      {doing === "order" && <RenewalOrderDialog {...here} ordered={changed} close={close} />}
      {doing === "cancel" && <CancelDialog {...here} cancelled={changed} close={close} />}
    </section>
  );
}

function OrderFacts({ order }: { readonly order: PlacedRenewalOrder }): JSX.Element {
  const { texts, language, now } = useSite();
  const words = renewalOrderTexts(language);
  const { orderedAt, by, reason, window, timeZone, endsAt, promptsFrom } = order;
  const shown = (moment: string): string => momentOfTenant(moment, timeZone, language);
  const prompting = promptsFrom !== null && Date.parse(promptsFrom) <= now().getTime();
  const facts: readonly Fact[] = [
    { term: words.orderedBy, value: words.at(by ?? words.operators, shown(orderedAt)) },
    { term: words.reason, value: reason === "" ? texts.none : reason },
    { term: words.hours, value: window === null ? words.always : words.daily(window.from, window.to, timeZone) },
    {
      term: words.prompts,
      value: prompting ? words.prompting : promptsFrom === null ? texts.none : shown(promptsFrom),
    },
    ...(endsAt === null ? [] : [{ term: words.until, value: shown(endsAt) }]),
  ];
  return <Facts facts={facts} />;
}

interface CancelDialogProps extends OrderedHere {
  readonly cancelled: () => void;
  readonly close: () => void;
}

function CancelDialog({ which, cn, cancelled, close }: CancelDialogProps): JSX.Element {
  const { service, attempt, language, texts, say } = useSite();
  const words = renewalOrderTexts(language);
  const { running, failure, run } = useAction();
  const cancel = (): void =>
    run(async () => {
      await attempt(() => cancelRenewalOrder(service, which));
      close();
      cancelled();
      say(words.cancelled);
    });
  return (
    <Modal heading={words.cancelDialog} close={close}>
      <p>{which === "all" ? words.cancelLeadAll : words.cancelLead(cn)}</p>
      <Failure code={failure} texts={texts} />
      <div class="actions">
        <Button kind="primary" aria-disabled={running} onClick={cancel}>
          {texts.ok}
        </Button>
        <Button onClick={close}>{texts.cancel}</Button>
      </div>
    </Modal>
  );
}
