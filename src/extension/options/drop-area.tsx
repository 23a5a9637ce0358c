import type { JSX, Ref } from "preact";
import { useState } from "preact/hooks";
import type { Texts } from "./texts/texts.ts";

interface DropAreaProps {
  readonly texts: Texts["files"];
  readonly input: Ref<HTMLInputElement>;
  /** Why the last file cannot be used. */
  readonly error: string | undefined;
  readonly take: (file: File) => void;
}

/** An area to drop a certificate file on, with a button to choose one. */
export function DropArea({ texts, input, error, take }: DropAreaProps): JSX.Element {
  const [over, setOver] = useState(false);
  const allow = (event: DragEvent): void => {
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent): void => {
    // Otherwise the browser would navigate to the file.
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
        accept=".p12,.pfx,.pem,.cer,.crt,.der,.p7b,.p7c"
        aria-label={texts.choose}
        aria-describedby={error === undefined ? "drop-hint" : "drop-hint drop-wrong"}
        aria-invalid={error !== undefined}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          // Allows choosing the same file again.
          currentTarget.value = "";
          if (file !== undefined) take(file);
        }}
      />
      {error !== undefined && (
        <p class="wrong" id="drop-wrong" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
