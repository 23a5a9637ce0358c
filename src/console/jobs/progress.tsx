import type { JSX } from "preact";
import type { Job } from "../../protocol/console/jobs.ts";
import { StateBadge, type Tone } from "../parts/state-badge.tsx";
import type { JobTexts } from "../texts/job-texts.ts";

const tones = {
  waiting: "waiting",
  running: "waiting",
  paused: "waiting",
  finished: "good",
  stopped: "over",
} as const satisfies Record<Job["state"], Tone>;

/** The state of a job; one that is finished with failures looks like it. */
export function JobState({ job, words }: { readonly job: Job; readonly words: JobTexts }): JSX.Element {
  return (
    <StateBadge tone={job.state === "finished" && job.refused > 0 ? "bad" : tones[job.state]}>{words.states[job.state]}</StateBadge>
  );
}

/** How far a job is. Screen readers read it when they come to it, and are not interrupted. */
export function JobProgress({ job, words }: { readonly job: Job; readonly words: JobTexts }): JSX.Element {
  const finished = job.done + job.refused;
  const text = words.progress(finished, job.total);
  return (
    <span class="job-progress">
      <progress max={Math.max(job.total, 1)} value={finished} aria-label={words.columns.progress} aria-valuetext={text} />
      <span class="whole">{text}</span>
    </span>
  );
}
