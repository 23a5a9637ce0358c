import type { JSX } from "preact";
import { askTenant } from "../../../client/console/tenant.ts";
import { affectedBy, type ForetoldAct } from "../../../protocol/console/jobs.ts";
import type { Selection } from "../../../protocol/console/selection.ts";
import { Button, Submit } from "../../../ui/components/button.tsx";
import { Failure } from "../../parts/failure.tsx";
import { useOrderFields } from "../../parts/renewal-order/use-order-fields.tsx";
import { useSite } from "../../session/site.ts";
import { useAction } from "../../session/use-action.ts";
import { useLoaded } from "../../session/use-loaded.ts";
import type { JobTexts } from "../../texts/job-texts.ts";
import { Consequences, useForecast } from "./consequences.tsx";
import { useStart } from "./use-start.ts";

interface OrderRenewalsProps {
  readonly selection: Selection;
  readonly words: JobTexts;
  readonly close: () => void;
}

/** How many certificates an order is for depends neither on its hours nor on its reason. */
const any: ForetoldAct = { kind: "order", reason: "", startsAt: null, window: null, endsAt: null };

/** Asks in which hours several are renewed, tonight by default, and says how many, so that one press orders it. */
export function OrderRenewals({ selection, words, close }: OrderRenewalsProps): JSX.Element {
  const { service, texts } = useSite();
  const tenant = useLoaded("tenant", () => askTenant(service));
  const loaded = useForecast(any, selection);
  const { fields, read } = useOrderFields(tenant.value?.timeZone);
  const start = useStart({ selection, words, close });
  const { running, failure, run } = useAction();
  const affected = loaded.value === undefined ? 0 : affectedBy(any, loaded.value);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const order = read();
    if (order !== undefined && affected > 0) run(async () => await start({ kind: "order", ...order }));
  };
  return (
    <form noValidate onSubmit={submit}>
      <Consequences act={any} loaded={loaded} words={words} />
      {fields}
      <Failure code={loaded.failure ?? failure} texts={texts} />
      <div class="actions">
        {affected > 0 && <Submit aria-disabled={running}>{words.several.confirm.order(affected)}</Submit>}
        <Button onClick={close}>{texts.cancel}</Button>
      </div>
    </form>
  );
}
