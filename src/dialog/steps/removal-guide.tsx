import type { JSX } from "preact";
import { serialInStore } from "../systems/serial-format.ts";
import type { View } from "../parts/view.ts";

/** How the old certificate is removed from this system, for whoever wants to; that nothing is lost where it stays. */
export function RemovalGuide({ serial, view }: { readonly serial: string; readonly view: View }): JSX.Element {
  const { removal } = view.texts.done;
  return (
    <details class="admin">
      <summary>{removal.summary}</summary>
      <p>{removal.optional}</p>
      <ol>
        <li>{removal.where[view.guide]}</li>
        <li>
          {removal.which} <span class="serial">{serialInStore(serial, view.guide)}</span>
        </li>
      </ol>
    </details>
  );
}
