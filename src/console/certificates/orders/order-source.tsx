import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { orderColumns } from "../../../protocol/console/orders.ts";
import { Button } from "../../../ui/components/button.tsx";
import { saveFile } from "../../../ui/save-file.ts";
import { orderTemplate } from "./order-template.ts";
import type { OrderTexts } from "./order-texts.ts";

/** What is to be checked. */
export interface OrderFile {
  /** The file's name; undefined of pasted rows. */
  readonly name: string | undefined;
  readonly content: Blob;
}

interface OrderSourceProps {
  readonly words: OrderTexts;
  readonly check: (file: OrderFile) => void;
}

/** Where the rows come from: a file that is chosen or dropped, or the clipboard. */
export function OrderSource({ words, check }: OrderSourceProps): JSX.Element {
  const [above, setAbove] = useState(false);
  const [pasted, setPasted] = useState("");
  const [asked, setAsked] = useState(false);
  const { columns } = words;
  const take = (files: FileList | null | undefined): void => {
    const file = files?.[0];
    if (file !== undefined) check({ name: file.name, content: file });
  };
  const download = (): void => {
    saveFile(document, words.templateName, new Blob([orderTemplate(columns.names)], { type: "text/csv" }));
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setAsked(true);
    if (pasted.trim() !== "") check({ name: undefined, content: new Blob([pasted]) });
  };
  return (
    <section class="card">
      <p>{words.lead}</p>
      <details class="order-columns">
        <summary>{columns.heading}</summary>
        <dl>
          {orderColumns.map((column) => (
            <div key={column}>
              <dt>{columns.names[column]}</dt>
              <dd>{columns.meanings[column]}</dd>
            </div>
          ))}
        </dl>
        <p>{columns.form}</p>
      </details>
      <Button onClick={download}>{words.template}</Button>
      <div
        class={above ? "order-drop above" : "order-drop"}
        onDragOver={(event) => {
          event.preventDefault();
          setAbove(true);
        }}
        onDragLeave={() => setAbove(false)}
        onDrop={(event) => {
          event.preventDefault();
          setAbove(false);
          take(event.dataTransfer?.files);
        }}
      >
        <label class="field">
          <span>{words.file}</span>
          <input
            type="file"
            accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values"
            onChange={({ currentTarget }) => {
              take(currentTarget.files);
              // So that the same file can be chosen again once it is corrected.
              currentTarget.value = "";
            }}
          />
        </label>
        <p class="quiet">{words.drop}</p>
      </div>
      <form onSubmit={submit}>
        <div class="field">
          <label for="order-rows">{words.paste}</label>
          <textarea
            id="order-rows"
            rows={5}
            spellcheck={false}
            aria-describedby="order-rows-hint"
            value={pasted}
            onInput={({ currentTarget }) => setPasted(currentTarget.value)}
          />
          <p class="quiet" id="order-rows-hint">
            {words.pasteHint}
          </p>
          <p role="status">{asked && pasted.trim() === "" ? words.nothingPasted : ""}</p>
        </div>
        <button type="submit" class="button">
          {words.check}
        </button>
      </form>
    </section>
  );
}
