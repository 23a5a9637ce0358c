import type { JSX } from "preact";
import { orderRenewal, type OrderedCertificates } from "../../../client/console/renewal-orders.ts";
import { Button, Submit } from "../../../ui/components/button.tsx";
import { useSite } from "../../session/site.ts";
import { useAction } from "../../session/use-action.ts";
import { Failure } from "../failure.tsx";
import { Modal } from "../modal.tsx";
import { renewalOrderTexts } from "./renewal-order-texts.ts";
import { useOrderFields } from "./use-order-fields.tsx";

/** What an order is for. */
export interface OrderedHere {
  readonly which: OrderedCertificates;
  /** The CN of a single one. */
  readonly cn: string;
  /** How many there are. */
  readonly count: number;
  readonly timeZone: string;
}

interface RenewalOrderDialogProps extends OrderedHere {
  readonly ordered: () => void;
  readonly close: () => void;
}

/** Asks in which hours, until when and why. It says which certificates, and how many. */
export function RenewalOrderDialog({ which, cn, count, timeZone, ordered, close }: RenewalOrderDialogProps): JSX.Element {
  const { service, attempt, language, texts, say } = useSite();
  const words = renewalOrderTexts(language);
  const { fields, read } = useOrderFields(timeZone);
  const { running, failure, run } = useAction();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const order = read();
    if (order === undefined) return;
    run(async () => {
      const done = await attempt(() => orderRenewal(service, which, order));
      close();
      ordered();
      say(words.done(done));
    });
  };
  return (
    <Modal heading={words.dialog} close={close}>
      <p>{which === "all" ? words.leadAll(count) : words.lead(cn)}</p>
      <form noValidate onSubmit={submit}>
        <Failure code={failure} texts={texts} />
        {fields}
        <div class="actions">
          <Submit aria-disabled={running}>{words.submit}</Submit>
          <Button onClick={close}>{texts.cancel}</Button>
        </div>
      </form>
    </Modal>
  );
}
