import type { JSX } from "preact";
import type { CertificateDetail } from "../../../protocol/console/certificates.ts";
import { listedMoment } from "../../parts/formats.ts";
import { useSite } from "../../session/site.ts";

const stages = ["issuedAt", "fetchedAt", "passwordShownAt", "importedAt", "firstUsedAt"] as const;

/** How far a certificate has come on its way to the device, and when. */
export function StageList({ detail }: { readonly detail: CertificateDetail }): JSX.Element {
  const { texts, language } = useSite();
  const { detail: words } = texts;
  const times = {
    ...detail.stages,
    issuedAt: detail.issuedAt,
    // The first use of a first certificate completes no renewal, and is no stage of one.
    firstUsedAt: detail.stages.firstUsedAt ?? firstOf(detail.presentations.map(({ firstAt }) => firstAt)),
  };
  const last = stages.findLastIndex((stage) => times[stage] !== null);
  return (
    <ol class="stages">
      {stages.map((stage, index) => {
        const at = times[stage];
        return (
          <li key={stage} class={at === null ? "open" : "done"}>
            <span>{words.stage[stage]}</span>{" "}
            {at === null ? (
              <span class="quiet">{index < last ? words.unrecorded : words.notYet}</span>
            ) : (
              <time dateTime={at}>{listedMoment(at, language)}</time>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function firstOf(moments: readonly string[]): string | null {
  const [first = null] = moments.toSorted((one, other) => Date.parse(one) - Date.parse(other));
  return first;
}
