import type { JSX } from "preact";
import { issueRecoveryCodes } from "../../../client/console/recovery-code.ts";
import { affectedBy } from "../../../protocol/console/jobs.ts";
import type { IssuedRecoveryCodes } from "../../../protocol/console/recovery-codes.ts";
import type { Selection } from "../../../protocol/console/selection.ts";
import { Button } from "../../../ui/components/button.tsx";
import { Failure } from "../../parts/failure.tsx";
import { useSite } from "../../session/site.ts";
import { useAction } from "../../session/use-action.ts";
import type { JobTexts } from "../../texts/job-texts.ts";
import { Consequences, useForecast } from "./consequences.tsx";

interface IssueCodesProps {
  readonly selection: Selection;
  readonly words: JobTexts;
  readonly issued: (codes: IssuedRecoveryCodes) => void;
  readonly close: () => void;
}

const act = { kind: "code" } as const;

/** Asks before recovery codes are issued to several holders. */
export function IssueCodes({ selection, words, issued, close }: IssueCodesProps): JSX.Element {
  const { service, attempt, language, texts } = useSite();
  const loaded = useForecast(act, selection);
  const { running, failure, run } = useAction();
  const affected = loaded.value === undefined ? 0 : affectedBy(act, loaded.value);
  const issue = (): void => run(async () => issued(await attempt(() => issueRecoveryCodes(service, selection, language))));
  return (
    <>
      <p>{words.several.codes.lead}</p>
      <Consequences act={act} loaded={loaded} words={words} />
      <Failure code={loaded.failure ?? failure} texts={texts} />
      <div class="actions">
        {affected > 0 && (
          <Button kind="primary" aria-disabled={running} onClick={issue}>
            {words.several.confirm.code(affected)}
          </Button>
        )}
        <Button onClick={close}>{texts.cancel}</Button>
      </div>
    </>
  );
}
