import type { Command } from "commander";
import type { JobAct } from "../../../protocol/console/jobs.ts";
import { operators } from "../../jobs/operators.ts";
import { startOnSelection } from "../../jobs/start-on-selection.ts";
import { openService } from "../../service/open-service.ts";
import { interruptible } from "../line/interruption.ts";
import { printResult } from "../line/print-result.ts";
import { printableLines } from "../line/printable.ts";
import type { ServiceOptions } from "../line/service-command.ts";
import { followJob, notFollowed, outcomeInWords } from "./follow-job.ts";
import { foretell } from "./foretell.ts";
import { requireSelection, type SelectionOptions } from "./selection-options.ts";

/** The options of a command that does something to several certificates. */
export interface ActOptions extends ServiceOptions, SelectionOptions {
  /** False with `--no-wait`. */
  readonly wait: boolean;
}

/**
 * Says what an act would do to the selected certificates; with `--yes`, has the running service do it, and waits until it is
 * done.
 */
export async function actOnSelection(act: JobAct, options: ActOptions, command: Command): Promise<void> {
  requireSelection(options, command);
  const { data, database, tenant, wait, json } = options;
  await interruptible(async (interruption) => {
    await using service = await openService(data, { database });
    const now = new Date();
    const { selection, facts, sentences, goesOn } = await foretell(service, act, options, now);
    if (!goesOn) {
      printResult({ changed: false, ...facts, job: null }, json === true, sentences.join("\n"));
      return;
    }
    say(sentences);
    const { id } = await startOnSelection(service, { act, selection }, { by: operators(tenant), now });
    say([`The job ${id} has begun.`]);
    const outcome = wait ? await followJob(service, id, interruption) : notFollowed;
    printResult({ changed: true, ...facts, job: id, ...outcome }, json === true, outcomeInWords(id, outcome));
  });
}

/** On standard error, so that it is also known of a command that is interrupted. */
function say(sentences: readonly string[]): void {
  process.stderr.write(`${printableLines(sentences.map((sentence) => `koshin: ${sentence}`).join("\n"))}\n`);
}
