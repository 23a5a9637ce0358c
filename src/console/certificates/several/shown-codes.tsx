import type { JSX } from "preact";
import type { IssuedRecoveryCodes } from "../../../protocol/console/recovery-codes.ts";
import { Button } from "../../../ui/components/button.tsx";
import { saveFile } from "../../../ui/save-file.ts";
import { listedMoment } from "../../parts/formats.ts";
import { Heading } from "../../parts/heading.tsx";
import { useSite } from "../../session/site.ts";
import { jobEn } from "../../texts/job-en.ts";
import { jobJa } from "../../texts/job-ja.ts";
import { recoveryCodeTexts } from "../recovery-code/recovery-code-texts.ts";

interface ShownCodesProps {
  readonly shown: IssuedRecoveryCodes;
  readonly close: () => void;
}

/**
 * Recovery codes to cut out and hand over, which are forgotten with this. They are on the page and not in a dialog, which would
 * come on paper with what fits on its first sheet, and would be closed by the Escape key.
 */
export function ShownCodes({ shown, close }: ShownCodesProps): JSX.Element {
  const { language, texts, say } = useSite();
  const { codes } = { ja: jobJa, en: jobEn }[language].several;
  const one = recoveryCodeTexts(language);
  const { holders, expiresAt, address, csv } = shown;
  const issued = holders.filter(({ code }) => code !== null).length;
  const name = `recovery-codes_${expiresAt.slice(0, 10)}.csv`;
  const save = (): void => {
    saveFile(document, name, new Blob([csv], { type: "text/csv" }));
    say(texts.download.saved(name));
  };
  return (
    <div class="screen">
      <Heading>{codes.issued(issued)}</Heading>
      <div class="card shown-codes">
        <p class="note warning">{codes.once}</p>
        <div class="actions">
          <Button onClick={save}>{codes.save}</Button>
          <Button onClick={() => print()}>{texts.detail.print}</Button>
          <Button onClick={close}>{texts.close}</Button>
        </div>
        <div class="handed-over">
          <p>
            {one.validUntil}: {listedMoment(expiresAt, language)}
          </p>
          <p>
            {one.address}: {address ?? one.noAddress}
          </p>
          <table class="code-list">
            <thead>
              <tr>
                <th scope="col">{one.holder}</th>
                <th scope="col">{one.code}</th>
              </tr>
            </thead>
            <tbody>
              {holders.map(({ issuer, serial, cn, device, remark, code, refusal }) => (
                <tr key={`${issuer}-${serial}`}>
                  <th scope="row">
                    {cn} <span class="quiet">{[device, remark].filter((part) => part !== "").join(" · ")}</span>
                  </th>
                  <td>{code === null ? refusal && texts.errors[refusal.code] : <code class="secret">{code}</code>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </div>
  );
}
