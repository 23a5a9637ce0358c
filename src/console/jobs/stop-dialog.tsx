import type { JSX } from "preact";
import { stopJob } from "../../client/console/jobs.ts";
import type { Job } from "../../protocol/console/jobs.ts";
import { Button } from "../../ui/components/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { Modal } from "../parts/modal.tsx";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";
import type { JobTexts } from "../texts/job-texts.ts";

interface StopDialogProps {
  readonly job: Job;
  readonly words: JobTexts;
  readonly close: () => void;
  readonly stopped: () => void;
}

/** Stops a job, once it was said how many certificates are then left as they are. */
export function StopDialog({ job, words, close, stopped }: StopDialogProps): JSX.Element {
  const { service, attempt, texts, say } = useSite();
  const { running, failure, run } = useAction();
  const stop = (): void =>
    run(async () => {
      await attempt(() => stopJob(service, job.id));
      close();
      stopped();
      say(words.stop.done);
    });
  return (
    <Modal heading={words.stop.question} close={close}>
      <p>{words.stop.lead(job.total - job.done - job.refused)}</p>
      <Failure code={failure} texts={texts} />
      <div class="actions">
        <Button kind="primary" aria-disabled={running} onClick={stop}>
          {words.stop.confirm}
        </Button>
        <Button onClick={close}>{texts.cancel}</Button>
      </div>
    </Modal>
  );
}
