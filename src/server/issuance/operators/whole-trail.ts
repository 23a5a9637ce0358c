import type { WholeTrailEntry, WholeTrailPage } from "../../../protocol/console/operators.ts";
import { systemTenant } from "../../store/accounts/system-operators.ts";
import { certificatesOfTrail, type NamedInTrail } from "../../store/audit/objects-of.ts";
import { readWholeTrail, type WholeTrailFilter } from "../../store/audit/whole-trail.ts";
import type { AuditRow, Store } from "../../store/database/schema.ts";

const byCertificate = /^certificate (.+)$/;

/** A page of the audit trail of all tenants and of the service, the latest entry first, with the names of certificates. */
export async function pageOfWholeTrail(store: Store, filter: WholeTrailFilter, length: number): Promise<WholeTrailPage> {
  const rows = await readWholeTrail(store, filter, length + 1);
  const shown = rows.slice(0, length);
  const named = await certificatesOfTrail(
    store,
    shown.flatMap(({ object, actor }) => [object, byCertificate.exec(actor)?.[1] ?? object]),
  );
  return { entries: shown.map((row) => entryOf(row, named)), more: rows.length > length };
}

function entryOf(row: AuditRow, named: readonly NamedInTrail[]): WholeTrailEntry {
  const { number, at, actor, action, object, detail, tenant: of } = row;
  const isOperators = of === systemTenant;
  const tenant = isOperators ? null : of;
  const did = byCertificate.exec(actor)?.[1];
  return {
    ...{ number, at: new Date(at).toISOString(), actor, action, detail, tenant },
    object: isOperators ? operatorIn(object) : object,
    certificate: certificateIn(named, object, tenant),
    actorCertificate: did === undefined ? null : certificateIn(named, did, tenant),
  };
}

/** The certificate of this name. Early entries have its serial number alone, which is then one of the entry's tenant. */
function certificateIn(named: readonly NamedInTrail[], name: string, tenant: string | null): WholeTrailEntry["certificate"] {
  const found = named.find((each) => each.name === name || (each.serial === name && each.tenant === tenant));
  if (found === undefined) return null;
  const { issuer, serial, tenant: of, cn } = found;
  return { issuer, serial, tenant: of, cn };
}

/** A system operator as an object of an entry, by the name that they have as an actor; anything else as it is. */
function operatorIn(object: string): string {
  const place = `@${systemTenant}`;
  return object.endsWith(place) ? `operator:${object.slice(0, -place.length)}` : object;
}
