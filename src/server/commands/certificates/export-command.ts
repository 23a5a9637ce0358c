import { Option, type Command } from "commander";
import { chosenColumns, type ExportOrder } from "../../../protocol/console/exports.ts";
import { exportCertificates } from "../../issuance/export/export-certificates.ts";
import { requireTenant } from "../../issuance/tenants.ts";
import { operators } from "../../jobs/operators.ts";
import { openService } from "../../service/open-service.ts";
import { writePrivateFile } from "../../system/private-file.ts";
import { requireSite } from "../accounts/invitation-in-words.ts";
import { readSelection } from "../jobs/read-selection.ts";
import { requireSelection, searching, type SearchOptions } from "../jobs/selection-options.ts";
import { printResult } from "../line/print-result.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

interface ExportOptions extends ServiceOptions, SearchOptions {
  readonly out: string;
  readonly format: ExportOrder["format"];
  readonly language: "ja" | "en";
}

/** `koshin export`. */
export function exportCommand(): Command {
  const description =
    "Export a tenant's certificates as the administrators' site does: a table (CSV) with all columns, or a calendar of their expiries (ICS). Recorded in the audit trail.";
  return searching(serviceCommand("export", description, "--tenant u00000014 --all --out certificates.csv"))
    .requiredOption("--out <file>", "the file to write, which only its owner can read; an existing file is not overwritten")
    .addOption(new Option("--format <format>", "of the file").choices(["csv", "ics"]).default("csv"))
    .addOption(new Option("--language <language>", "of the file").choices(["ja", "en"]).default("ja"))
    .action(async (options: ExportOptions, command: Command) => {
      requireSelection(options, command);
      const { data, database, tenant, out, format, language, json } = options;
      await using service = await openService(data, { database });
      const { timeZone } = await requireTenant(service.store, tenant);
      const now = new Date();
      const selection = await readSelection(service, options, now);
      const certificates = selection.by === "search" ? ({ by: "search", search: selection.search } as const) : selection;
      const site = format === "ics" ? requireSite(service.settings, "console") : "";
      const order: ExportOrder = {
        ...{ certificates, format, timeZone, columns: [...chosenColumns] },
        ...{ sort: "not-after", order: "ascending" },
      };
      // Recorded only once the file is made.
      const content = async function* (): AsyncGenerator<Uint8Array> {
        yield* await exportCertificates(service, { order, language, by: operators(tenant), now, site });
      };
      await writePrivateFile(out, content());
      printResult({ file: out, format }, json === true, `The certificates are in ${out}.`);
    });
}
