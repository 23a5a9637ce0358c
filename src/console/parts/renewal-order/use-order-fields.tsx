import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { dayInMilliseconds } from "../../../core/days.ts";
import type { RenewalOrder } from "../../../protocol/console/renewal-orders.ts";
import { Field } from "../../../ui/components/field.tsx";
import { Select } from "../../../ui/components/select.tsx";
import { useSite } from "../../session/site.ts";
import { renewalOrderTexts } from "./renewal-order-texts.ts";

type When = "now" | "lunch" | "evening" | "other";
type Ending = "never" | "1" | "7" | "30";

const hours: Readonly<Record<When, RenewalOrder["window"]>> = {
  now: null,
  lunch: { from: "12:00", to: "14:00" },
  evening: { from: "19:00", to: "23:00" },
  other: null,
};

/** The fields of an order to renew, and what has been entered in them. */
export interface OrderFields {
  readonly fields: JSX.Element;
  /** The order; undefined if the hours are impossible, which the fields then say. */
  readonly read: () => RenewalOrder | undefined;
}

/**
 * Asks in which hours, until when and why certificates are renewed before they are due.
 *
 * @param timeZone the IANA name of that of the organisation's clocks; undefined while it is read
 */
export function useOrderFields(timeZone: string | undefined): OrderFields {
  const { language, now } = useSite();
  const words = renewalOrderTexts(language);
  const [when, setWhen] = useState<When>("evening");
  const [own, setOwn] = useState({ from: "19:00", to: "23:00" });
  const [ending, setEnding] = useState<Ending>("never");
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState(false);
  const read = (): RenewalOrder | undefined => {
    const window = when === "other" ? own : hours[when];
    const impossible = window !== null && (window.from === window.to || window.from === "" || window.to === "");
    setWrong(impossible);
    const endsAt = ending === "never" ? null : new Date(now().getTime() + Number(ending) * dayInMilliseconds).toISOString();
    return impossible ? undefined : { reason, startsAt: null, window, endsAt };
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
  const fields = (
    <>
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
      {when !== "now" && timeZone !== undefined && <p class="quiet">{words.hoursHint(timeZone)}</p>}
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
    </>
  );
  return { fields, read };
}
