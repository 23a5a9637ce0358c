import { startJob } from "../../../client/console/jobs.ts";
import type { JobAct } from "../../../protocol/console/jobs.ts";
import type { Selection } from "../../../protocol/console/selection.ts";
import { goTo } from "../../address/use-address.ts";
import { useSite } from "../../session/site.ts";
import type { JobTexts } from "../../texts/job-texts.ts";

interface Starting {
  readonly selection: Selection;
  readonly words: JobTexts;
  readonly close: () => void;
}

/** Starts a job, and goes to its page. */
export function useStart({ selection, words, close }: Starting): (act: JobAct) => Promise<void> {
  const { service, attempt, say } = useSite();
  return async (act) => {
    const { id } = await attempt(() => startJob(service, { act, selection }));
    close();
    goTo({ page: "job", id, parameters: "" });
    say(words.several.started);
  };
}
