import type { Bytes } from "../../../core/bytes.ts";
import { attributeType } from "../../../core/name/attribute-types.ts";
import { decodeText, readName } from "../../../core/name/name.ts";
import { holderForm, tenantForm } from "../../../core/name/subject.ts";
import { holderOf, type Holder, type Subjects } from "../../settings/subjects.ts";
import { ImportRefusal } from "./import-refusal.ts";

/** How holders are read. */
export interface HolderRule {
  readonly subjects: Subjects;
  /** The tenant of all certificates, if the operator names it instead. */
  readonly tenant?: string | undefined;
}

/** The longest subject, in octets: replacements repeat it, and browsers send it in each handshake. */
const longestName = 4096;

/**
 * The holder of a certificate, by its subject.
 *
 * @param name DER
 * @throws ImportRefusal `name-too-long`, `holder-unreadable`, `tenant-not-allowed`, `holder-not-allowed`; KoshinError
 * `der-malformed`
 */
export function readHolder(name: Bytes, { subjects, tenant }: HolderRule): Holder {
  if (name.length > longestName) throw new ImportRefusal("name-too-long");
  const read = holderOf(subjects, name);
  const cn = read?.cn ?? (tenant === undefined ? undefined : holderAttribute(name, subjects));
  if (cn === undefined) throw new ImportRefusal("holder-unreadable");
  return requireHolder({ tenant: tenant ?? read?.tenant ?? "", cn });
}

/** The holder alone, where the tenant's attribute is missing. */
function holderAttribute(name: Bytes, { pattern, holder }: Subjects): string | undefined {
  const [value, another] = readName(name)
    .flat()
    .filter(({ type }) => type === attributeType(holder));
  return pattern !== undefined || value === undefined || another !== undefined ? undefined : decodeText(value.value);
}

/**
 * Requires that a holder can be recorded.
 *
 * @throws ImportRefusal `tenant-not-allowed`, `holder-not-allowed`
 */
export function requireHolder({ tenant, cn }: Holder): Holder {
  if (!tenantForm.test(tenant)) throw new ImportRefusal("tenant-not-allowed");
  if (!holderForm.test(cn)) throw new ImportRefusal("holder-not-allowed");
  return { tenant, cn };
}
