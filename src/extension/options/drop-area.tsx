import type { JSX, Ref } from "preact";
import { useState } from "preact/hooks";
import type { Texts } from "./texts/texts.ts";

interface DropAreaProps {
  readonly texts: Texts["files"];
  readonly input: Ref<HTMLInputElement>;
  readonly take: (file: File) => void;
}

/** Where a certificate's file is dropped, or chosen by its button. */
export function DropArea({ texts, input, take }: DropAreaProps): JSX.Element {
  const [over, setOver] = useState(false);
  const allow = (event: DragEvent): void => {
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent): void => {
    // The browser would open the file in place of the page.
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) take(file);
  };
  return (
    <div class={over ? "drop over" : "drop"} onDragOver={allow} onDragLeave={() => setOver(false)} onDrop={drop}>
      <p id="drop-hint">{texts.drop}</p>
      <input
        ref={input}
        type="file"
        name="certificate"
        accept=".p12,.pfx,.pem,.cer,.crt"
        aria-label={texts.choose}
        aria-describedby="drop-hint"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          // So that the same file can be chosen once more.
          currentTarget.value = "";
          if (file !== undefined) take(file);
        }}
      />
    </div>
  );
}
