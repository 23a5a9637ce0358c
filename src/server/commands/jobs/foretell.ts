import { affectedBy, type ForetoldAct, type JobForecast } from "../../../protocol/console/jobs.ts";
import type { Selection } from "../../../protocol/console/selection.ts";
import type { Service } from "../../issuance/service.ts";
import { requireTenant } from "../../issuance/tenants.ts";
import { forecast } from "../../jobs/forecast.ts";
import { operators } from "../../jobs/operators.ts";
import { forecastInWords } from "./forecast-in-words.ts";
import { readSelection } from "./read-selection.ts";
import type { SelectionOptions } from "./selection-options.ts";

/** What a command would do to which certificates. */
export interface Foretold {
  readonly selection: Selection;
  readonly facts: {
    readonly forecast: JobForecast;
    /** Of what a search has found; null of named certificates. */
    readonly mark: string | null;
  };
  /** The same in words. */
  readonly sentences: readonly string[];
  /** Whether it is to be done: there is something to do, and the command has said so. */
  readonly goesOn: boolean;
}

/**
 * Says what an act would do to the certificates that a command selects, as the site does before it is confirmed. If it is to be
 * done, but none of them can, the process's exit code is 1.
 *
 * @throws OperatorError `tenant-unknown`, and as `readSelection`
 * @throws Refusal as `forecast`
 */
export async function foretell(service: Service, act: ForetoldAct, options: SelectionOptions, now: Date): Promise<Foretold> {
  await requireTenant(service.store, options.tenant);
  const selection = await readSelection(service, options, now);
  const counts = await forecast(service, { act, selection, by: operators(options.tenant), now });
  const isNeeded = affectedBy(act, counts) > 0;
  const mark = selection.by === "search" ? selection.mark : null;
  const advice = isNeeded
    ? [`Nothing is done yet. Add --yes${mark === null ? "" : `, and --mark ${mark} if it is to be these only`}.`]
    : ["There is nothing to do."];
  const goesOn = isNeeded && options.yes === true;
  // What was to be done was not done, as if it had been refused later.
  if (options.yes === true && !goesOn && counts.refused.length > 0) process.exitCode = 1;
  return {
    selection,
    facts: { forecast: counts, mark },
    goesOn,
    sentences: [...forecastInWords(act, counts, now), ...(goesOn ? [] : advice)],
  };
}
