import type { JSX } from "preact";
import { formatDay } from "../../ui/moment-format.ts";
import { serialInSelector } from "../systems/serial-format.ts";
import type { View } from "../parts/view.ts";

interface Compared {
  readonly serial: string;
  /** ISO 8601. */
  readonly notAfter: string;
}

interface CertificatesComparedProps {
  readonly fresh: Compared;
  readonly old: Compared;
  readonly view: View;
}

/** Two certificates of the same name side by side, as the browser's selector shows them. */
export function CertificatesCompared({ fresh, old, view }: CertificatesComparedProps): JSX.Element {
  const { texts, language, guide } = view;
  return (
    <table class="compared">
      <thead>
        <tr>
          <td />
          <th scope="col">{texts.done.fresh}</th>
          <th scope="col">{texts.done.old}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">{texts.card.serial}</th>
          <td class="serial">{serialInSelector(fresh.serial, guide)}</td>
          <td class="serial">{serialInSelector(old.serial, guide)}</td>
        </tr>
        <tr>
          <th scope="row">{texts.card.validUntil}</th>
          <td>{formatDay(fresh.notAfter, language)}</td>
          <td>{formatDay(old.notAfter, language)}</td>
        </tr>
        {/* Chromium lists the one first that expires last; other browsers promise no order. */}
        {guide !== "firefox" && guide !== "mobile" && (
          <tr>
            <th scope="row">{texts.done.order}</th>
            <td>{texts.done.first}</td>
            <td>{texts.done.second}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
