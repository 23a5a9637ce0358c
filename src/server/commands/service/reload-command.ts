import type { Command } from "commander";
import { askToReload } from "../../control/ask-to-reload.ts";
import type { Replaced, ReloadOutcome } from "../../control/reload-outcome.ts";
import { readSettings } from "../../settings/settings.ts";
import { dataFolder } from "../../system/data-folder.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { printResult } from "../line/print-result.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

/** `koshin reload`. */
export function reloadCommand(): Command {
  const description =
    "Have each service that runs from the data folder on this machine apply changed settings, authorities and certificates, and say what has changed and what waits for a restart. Exit code 1 if one could not, which then goes on as before.";
  return serviceCommand("reload", description, "").action(async ({ data, json }: ServiceOptions) => {
    const { running, settings } = dataFolder(data);
    const services = await askToReload(running);
    if (services.length === 0) {
      await readSettings(settings);
      const sentence = `No service runs from ${data} on this machine. Start it: koshin serve --data ${data}`;
      throw new OperatorError("service-not-running", sentence);
    }
    const sentences = services.map(inWords);
    if (services.some(({ reloaded }) => !reloaded)) throw new OperatorError("reload-failed", sentences.join(" "));
    printResult({ services }, json === true, sentences.join("\n"));
  });
}

function inWords(outcome: ReloadOutcome): string {
  const service = `The service (process ${outcome.process})`;
  if (!outcome.reloaded) return `${service} goes on as before: ${outcome.message} (${outcome.code})`;
  const { changed, waiting, replaced, warnings } = outcome;
  return [
    `${service} has reloaded.`,
    ...(changed.length + waiting.length + replaced.length === 0 ? ["Nothing has changed."] : []),
    ...(changed.length === 0 ? [] : [`Changed settings: ${changed.join(", ")}.`]),
    ...(replaced.length === 0 ? [] : [`Replaced: ${replaced.map((each) => replacedInWords[each]).join(", ")}.`]),
    ...(waiting.length === 0 ? [] : [`Applied only at a restart: ${waiting.join(", ")}.`]),
    ...warnings,
  ].join(" ");
}

const replacedInWords: Readonly<Record<Replaced, string>> = {
  "issuing-authority": "the authority that signs",
  "accepted-authorities": "the authorities whose certificates are accepted",
  "server-certificate": "the server certificate",
};
