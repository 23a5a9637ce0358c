import { Option, type Command } from "commander";
import type { Pkcs12Profile } from "../../../core/profile.ts";
import { selectedNumbers } from "../../issuance/administration/selection.ts";
import { countHandedOut } from "../../issuance/hand-out/count-handed-out.ts";
import { handOutArchives } from "../../issuance/hand-out/hand-out-archives.ts";
import { requireTenant } from "../../issuance/tenants.ts";
import { operators } from "../../jobs/operators.ts";
import { openService } from "../../service/open-service.ts";
import { counted } from "../../system/counted.ts";
import { writePrivateFile } from "../../system/private-file.ts";
import { readSelection } from "../jobs/read-selection.ts";
import { requireSelection, selecting, type SelectionOptions } from "../jobs/selection-options.ts";
import { interruptible } from "../line/interruption.ts";
import { printResult } from "../line/print-result.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

interface HandOutOptions extends ServiceOptions, SelectionOptions {
  readonly out: string;
  readonly profile: Pkcs12Profile;
  readonly language: "ja" | "en";
}

/** `koshin hand-out`. */
export function handOutCommand(): Command {
  const description =
    "Hand out the files and passwords of certificates whose keys the service keeps, such as those that a job has issued, as one zip file with a manifest and instructions. Recorded in the audit trail, and told to the tenant's notice addresses.";
  const example = "--tenant u00000014 --issued-by 3f1c9f52-6f0e-4d0e-9b57-0c8f0f5f6a11 --out files.zip --yes";
  return selecting(serviceCommand("hand-out", description, example))
    .requiredOption("--out <file.zip>", "the file to write, which only its owner can read; an existing file is not overwritten")
    .addOption(
      new Option("--profile <profile>", "how the .p12 files are encrypted").choices(["compatible", "modern"]).default("compatible"),
    )
    .addOption(new Option("--language <language>", "of the instructions").choices(["ja", "en"]).default("ja"))
    .action(async (options: HandOutOptions, command: Command) => {
      requireSelection(options, command);
      await interruptible(async (interruption) => await handOut(options, interruption));
    });
}

async function handOut(options: HandOutOptions, interruption: AbortSignal): Promise<void> {
  const { data, database, tenant, out, profile, language, yes, json } = options;
  await using service = await openService(data, { database });
  await requireTenant(service.store, tenant);
  const clock = (): Date => new Date();
  const now = clock();
  const selection = await readSelection(service, options, now);
  const numbers = await selectedNumbers(service, { tenant, selection, now });
  const included = await countHandedOut(service.store, numbers, { now });
  const facts = { selected: numbers.length, included, mark: selection.by === "search" ? selection.mark : null };
  const counts = `${counted(numbers.length, "certificate")} selected; the files of ${included} can be handed out.`;
  if (yes !== true || included === 0) {
    const advice = included === 0 ? "There is nothing to hand out." : "Nothing is handed out yet. Add --yes.";
    printResult({ changed: false, ...facts, file: null }, json === true, `${counts} ${advice}`);
    return;
  }
  const archive = await handOutArchives(service, selection, { profile, language, by: operators(tenant), clock });
  await writePrivateFile(out, until(interruption, archive));
  printResult(
    { changed: true, ...facts, file: out },
    json === true,
    `${counts} ${out} has them, with their passwords; its manifest lists all.`,
  );
}

/** The octets of a stream, which break off when the command is interrupted. */
async function* until(interruption: AbortSignal, stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const octets of stream) {
    interruption.throwIfAborted();
    yield octets;
  }
}
