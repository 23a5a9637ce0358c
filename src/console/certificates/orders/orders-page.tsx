import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { previewOrders } from "../../../client/console/orders.ts";
import { orderFileLimit, type OrderPreview } from "../../../protocol/console/orders.ts";
import { listAddress, writeAddress } from "../../address/site-address.ts";
import { Failure } from "../../parts/failure.tsx";
import { Heading } from "../../parts/heading.tsx";
import { permits, useSite } from "../../session/site.ts";
import { useAction } from "../../session/use-action.ts";
import { CheckedOrders } from "./checked-orders.tsx";
import { OrderSource, type OrderFile } from "./order-source.tsx";
import { orderTexts } from "./order-texts-for.ts";
import "./orders.css";

/** What was checked; each check has a number of its own. */
interface Checked {
  readonly file: OrderFile;
  readonly preview: OrderPreview;
  readonly number: number;
  /** Whether the rows were refused when they were ordered, because something had changed. */
  readonly refused: boolean;
}

/** CSVで一括発行: a file is chosen, checked row by row, and issued in the background. */
export function OrdersPage(): JSX.Element {
  const { service, session, attempt, texts, language } = useSite();
  const words = orderTexts(language);
  const [checked, setChecked] = useState<Checked>();
  const [tooLarge, setTooLarge] = useState(false);
  const { running, failure, run } = useAction();
  const check = (file: OrderFile, refused = false): void => {
    setTooLarge(file.content.size > orderFileLimit);
    if (file.content.size > orderFileLimit) {
      setChecked(undefined);
      return;
    }
    run(async () => {
      setChecked(undefined);
      const preview = await attempt(() => previewOrders(service, file.content));
      setChecked({ file, preview, number: performance.now(), refused });
    });
  };
  return (
    <>
      <p>
        <a href={writeAddress(listAddress)}>{words.back}</a>
      </p>
      <Heading>{words.heading}</Heading>
      {permits(session.role, "operator") ? (
        <>
          <OrderSource words={words} check={check} />
          <div role="status">{running && <p class="card">{words.checking}</p>}</div>
          {tooLarge && (
            <p class="note danger" role="alert">
              {words.tooLarge}
            </p>
          )}
          <Failure code={failure} texts={texts} />
          {checked?.refused === true && <Failure code="orders-not-accepted" texts={texts} />}
          {checked !== undefined && !running && (
            <CheckedOrders
              key={checked.number}
              name={checked.file.name ?? words.pasted}
              preview={checked.preview}
              words={words}
              again={() => check(checked.file, true)}
            />
          )}
        </>
      ) : (
        <Failure code="role-insufficient" texts={texts} />
      )}
    </>
  );
}
