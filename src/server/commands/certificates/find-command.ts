import type { Command } from "commander";
import { criteriaOf } from "../../issuance/administration/certificate-criteria.ts";
import { stageRulesOf } from "../../issuance/administration/stage-rules.ts";
import { requireTenant } from "../../issuance/tenants.ts";
import { openRecords } from "../../service/open-service.ts";
import { findListed, findNumbers, type FoundCertificate } from "../../store/certificates/search-certificates.ts";
import { requireSelection, searchIn, searching, type SearchOptions } from "../jobs/selection-options.ts";
import { pageLength, printList, type Facts } from "../line/print-list.ts";
import { listingCommand, type ServiceOptions } from "../line/service-command.ts";
import { requireKind } from "./require-kind.ts";

/** `koshin find`. */
export function findCommand(): Command {
  const description =
    "Find a tenant's certificates as the list of the administrators' site does, with their remarks, devices and the stages of their renewal, by expiry. koshin job takes the same options.";
  return searching(listingCommand("find", description, '--tenant u00000014 --search "PC-7"')).action(
    async (options: ServiceOptions & SearchOptions, command: Command) => {
      requireSelection(options, command);
      const { data, database, tenant, kind, json } = options;
      await using records = await openRecords(data, { database });
      await requireTenant(records.store, tenant);
      if (kind !== undefined) requireKind(records.settings, kind);
      const now = new Date();
      const criteria = await criteriaOf(records, tenant, searchIn(options), now);
      const order = { column: "not-after", direction: "asc" } as const;
      const numbers = await findNumbers(records.store, criteria, order, { now: now.getTime() });
      const rules = await stageRulesOf(records, tenant, now);
      const pages = async function* (): AsyncGenerator<readonly FoundCertificate[]> {
        for (let at = 0; at < numbers.length; at += pageLength)
          yield await findListed(records.store, numbers.slice(at, at + pageLength), rules);
      };
      await printList(pages(), foundFacts, { json: json === true, none: "No certificate matches." });
    },
  );
}

function foundFacts({ notAfter, issuedAt, state, stage, cn, device, remark, serial, issuer }: FoundCertificate): Facts {
  const moments = { notAfter: new Date(notAfter).toISOString(), issuedAt: new Date(issuedAt).toISOString() };
  const notes = { device: device === "" ? null : device, remark: remark === "" ? null : remark };
  return { notAfter: moments.notAfter, state, stage, cn, ...notes, serial, issuedAt: moments.issuedAt, issuer };
}
