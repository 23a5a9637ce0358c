import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { codeOf } from "../../../client/console/administration-error.ts";
import { orderCertificates } from "../../../client/console/orders.ts";
import type { JudgedOrder, OrderPreview } from "../../../protocol/console/orders.ts";
import { Button } from "../../../ui/components/button.tsx";
import { useFocus } from "../../../ui/components/use-focus.ts";
import { goTo } from "../../address/use-address.ts";
import { Failure } from "../../parts/failure.tsx";
import { Modal } from "../../parts/modal.tsx";
import { useSite } from "../../session/site.ts";
import { useAction } from "../../session/use-action.ts";
import { OrderRows } from "./order-rows.tsx";
import { stateOf } from "./order-state.ts";
import type { OrderTexts } from "./order-texts.ts";

interface CheckedOrdersProps {
  /** What the rows are from. */
  readonly name: string;
  readonly preview: OrderPreview;
  readonly words: OrderTexts;
  /** Checks the same rows again. */
  readonly again: () => void;
}

/** What each row would do, and the way to have it done. */
export function CheckedOrders({ name, preview, words, again }: CheckedOrdersProps): JSX.Element {
  const [wanted, setWanted] = useState<ReadonlySet<number>>(new Set());
  const { preview: texts } = words;
  const { rows, faults, format } = preview;
  const faulty = rows.filter((row) => stateOf(row) === "faulty").map(({ line }) => line);
  const doubtful = rows.filter((row) => stateOf(row) === "doubtful").map(({ line }) => line);
  const issued = rows.filter((row) => stateOf(row) === "good" || wanted.has(row.line));
  return (
    <section class="card orders" aria-label={texts.heading(name)}>
      <h2 ref={useFocus()} tabIndex={-1}>
        {texts.heading(name)}
      </h2>
      {faults.length > 0 ? (
        <div class="note danger">
          <p class="note-title">{texts.unreadable}</p>
          <ul>
            {faults.map((fault) => (
              <li key={`${fault.code}-${fault.column}`}>{words.fileFault(fault)}</li>
            ))}
          </ul>
          <p>{texts.mendFile}</p>
        </div>
      ) : (
        <>
          <p class="range">{texts.counts(preview)}</p>
          {!format.header && <p>{texts.noHeader}</p>}
          {faulty.length > 0 && (
            <div class="note danger">
              <p class="note-title">{texts.faultyLines(faulty)}</p>
              <p>{texts.mendRows}</p>
            </div>
          )}
          <OrderRows
            preview={preview}
            words={words}
            wanted={wanted}
            want={(line, another) => {
              const changed = new Set(wanted);
              if (another) changed.add(line);
              else changed.delete(line);
              setWanted(changed);
            }}
          />
          {doubtful.length > 1 && (
            <label class="check">
              <input
                type="checkbox"
                checked={wanted.size === doubtful.length}
                onChange={({ currentTarget }) => setWanted(new Set(currentTarget.checked ? doubtful : []))}
              />
              <span>{texts.allOthers(doubtful.length)}</span>
            </label>
          )}
          <Issue preview={preview} issued={issued} words={words} again={again} />
        </>
      )}
    </section>
  );
}

interface IssueProps extends Pick<CheckedOrdersProps, "preview" | "words" | "again"> {
  readonly issued: readonly JudgedOrder[];
}

/** The button that issues the rows, once it was said what becomes of the others, and how many it will be. */
function Issue({ preview: { rows, perHour }, issued, words, again }: IssueProps): JSX.Element {
  const { service, attempt, texts, say } = useSite();
  const { preview: labels } = words;
  const [without, setWithout] = useState(false);
  const [asked, setAsked] = useState<"to-leave-out" | "to-confirm">();
  const { running, failure, run } = useAction();
  const left = rows.length - issued.length;
  const start = (): void =>
    run(async () => {
      const orders = issued.map(({ line, cn, device, remark, mail, doubts }) => ({
        ...{ line, cn, device, remark, mail, another: doubts.length > 0 },
      }));
      const job = await attempt(() => orderCertificates(service, { orders })).catch((error: unknown) => {
        // Somebody was faster: the rows say what it is.
        if (codeOf(error) === "orders-not-accepted") again();
        throw error;
      });
      goTo({ page: "job", id: job.id, parameters: "" });
      say(words.started);
    });
  if (issued.length === 0) return <p class="note">{labels.nothing}</p>;
  return (
    <>
      {left > 0 && (
        <label class="check">
          <input type="checkbox" checked={without} onChange={({ currentTarget }) => setWithout(currentTarget.checked)} />
          <span>{labels.leaveOut(left)}</span>
        </label>
      )}
      <p role="status">{asked === "to-leave-out" && left > 0 && !without ? labels.leaveOutFirst : ""}</p>
      <Button kind="primary" onClick={() => setAsked(left > 0 && !without ? "to-leave-out" : "to-confirm")}>
        {words.issue(issued.length)}
      </Button>
      {asked === "to-confirm" && (
        <Modal heading={words.question(issued.length)} close={() => setAsked(undefined)}>
          {left > 0 && <p>{words.leftOut(left)}</p>}
          <p>{words.consequences}</p>
          {issued.length > perHour && <p>{words.slowly(perHour, Math.ceil(issued.length / perHour))}</p>}
          <Failure code={failure} texts={texts} />
          <div class="actions">
            <Button kind="primary" aria-disabled={running} onClick={start}>
              {words.issue(issued.length)}
            </Button>
            <Button onClick={() => setAsked(undefined)}>{texts.cancel}</Button>
          </div>
        </Modal>
      )}
    </>
  );
}
