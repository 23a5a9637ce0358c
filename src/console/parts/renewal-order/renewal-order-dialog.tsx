import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { orderRenewal, type OrderedCertificates } from "../../../client/console/renewal-orders.ts";
import { dayInMilliseconds } from "../../../core/days.ts";
import type { RenewalOrder } from "../../../protocol/console/renewal-orders.ts";
import { Button, Submit } from "../../../ui/components/button.tsx";
import { Field } from "../../../ui/components/field.tsx";
import { Select } from "../../../ui/components/select.tsx";
import { useSite } from "../../session/site.ts";
import { useAction } from "../../session/use-action.ts";
import { Failure } from "../failure.tsx";
import { Modal } from "../modal.tsx";
import { renewalOrderTexts } from "./renewal-order-texts.ts";

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

type When = "now" | "lunch" | "evening" | "other";
type Ending = "never" | "1" | "7" | "30";

const hours: Readonly<Record<When, RenewalOrder["window"]>> = {
  now: null,
  lunch: { from: "12:00", to: "14:00" },
  evening: { from: "19:00", to: "23:00" },
  other: null,
};

/** Asks in which hours, until when and why. It says which certificates, and how many. */
export function RenewalOrderDialog({ which, cn, count, timeZone, ordered, close }: RenewalOrderDialogProps): JSX.Element {
  const { service, attempt, language, texts, say, now } = useSite();
  const words = renewalOrderTexts(language);
  const [when, setWhen] = useState<When>("evening");
  const [own, setOwn] = useState({ from: "19:00", to: "23:00" });
  const [ending, setEnding] = useState<Ending>("never");
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState(false);
  const { running, failure, run } = useAction();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const window = when === "other" ? own : hours[when];
    const impossible = window !== null && (window.from === window.to || window.from === "" || window.to === "");
    setWrong(impossible);
    if (impossible) return;
    const endsAt = ending === "never" ? null : new Date(now().getTime() + Number(ending) * dayInMilliseconds).toISOString();
    run(async () => {
      const done = await attempt(() => orderRenewal(service, which, { reason, startsAt: null, window, endsAt }));
      close();
      ordered();
      say(words.done(done));
    });
  };
  const clock = (name: "from" | "to", label: string): JSX.Element => (
    <Field
      name={`order-${name}`}
      label={label}
      error={wrong ? words.sameTimes : undefined}
      input={{
        type: "time",
        required: true,
        value: own[name],
        onInput: ({ currentTarget: { value } }) => setOwn((before) => ({ ...before, [name]: value })),
      }}
    />
  );
  return (
    <Modal heading={words.dialog} close={close}>
      <p>{which === "all" ? words.leadAll(count) : words.lead(cn)}</p>
      <form noValidate onSubmit={submit}>
        <Failure code={failure} texts={texts} />
        <Select
          name="order-when"
          label={words.when}
          choices={(["evening", "lunch", "other", "now"] as const).map((each) => [each, words.whens[each]] as const)}
          chosen={when}
          choose={setWhen}
        />
        {when === "other" && (
          <>
            {clock("from", words.from)}
            {clock("to", words.to)}
          </>
        )}
        {when !== "now" && <p class="quiet">{words.hoursHint(timeZone)}</p>}
        <Select
          name="order-ends"
          label={words.ends}
          choices={(["never", "1", "7", "30"] as const).map((each) => [each, words.endings[each]] as const)}
          chosen={ending}
          choose={setEnding}
        />
        <Field
          name="order-reason"
          label={words.reason}
          hint={words.reasonHint}
          input={{ maxLength: 300, value: reason, onInput: ({ currentTarget }) => setReason(currentTarget.value) }}
        />
        <div class="actions">
          <Submit aria-disabled={running}>{words.submit}</Submit>
          <Button onClick={close}>{texts.cancel}</Button>
        </div>
      </form>
    </Modal>
  );
}
