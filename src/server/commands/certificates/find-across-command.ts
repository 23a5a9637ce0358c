import { InvalidArgumentError, type Command } from "commander";
import * as v from "valibot";
import { mostFound, SearchAcross, type FoundCertificate } from "../../../protocol/console/operators.ts";
import { findAcross } from "../../issuance/operators/find-across.ts";
import { openRecords } from "../../service/open-service.ts";
import { printList, type Facts } from "../line/print-list.ts";
import { listingCommand, type ServiceOptions } from "../line/service-command.ts";

interface FindAcrossOptions extends ServiceOptions {
  readonly search: string;
}

/** `koshin find-across`. */
export function findAcrossCommand(): Command {
  const description = `Find certificates of all tenants as the system operators' site does, at most ${mostFound}; koshin find searches one tenant's.`;
  return listingCommand("find-across", description, "--search client28@u00000014")
    .requiredOption(
      "--search <text>",
      "the beginning of a CN, a tenant's name, a serial number, a remark or a device; or a CN and a tenant with @ between them",
      readSearch,
    )
    .action(async ({ data, database, search, json }: FindAcrossOptions) => {
      await using records = await openRecords(data, { database });
      const { certificates, more } = await findAcross(records, search, new Date());
      const page = async function* (): AsyncGenerator<readonly FoundCertificate[]> {
        yield await Promise.resolve(certificates);
      };
      const none = "No certificate matches. Only beginnings are searched, not the middle of words.";
      await printList(page(), foundFacts, { json: json === true, none });
      if (more) process.stderr.write("koshin: There are more. Search for a longer text to see the others.\n");
    });
}

function foundFacts({ notAfter, state, tenant, cn, device, remark, serial, issuer }: FoundCertificate): Facts {
  const notes = { device: device === "" ? null : device, remark: remark === "" ? null : remark };
  return { notAfter, state, tenant, cn, ...notes, serial, issuer };
}

function readSearch(text: string): string {
  const decoded = v.safeParse(SearchAcross, { text });
  if (decoded.success) return decoded.output.text;
  throw new InvalidArgumentError("Write 2 to 200 characters.");
}
