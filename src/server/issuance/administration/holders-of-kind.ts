import { kindOf, otherKind, wordsOf } from "../../settings/kinds.ts";
import type { HolderNames } from "../../store/certificates/matching-certificates.ts";
import { findHolderNames } from "../../store/certificates/search-certificates.ts";
import type { Service } from "../service.ts";

/**
 * The names of a tenant's holders by the kind of their certificates. Where each kind is a word and a number, as by default, no
 * names are read; else each of the tenant's holders is.
 *
 * @returns a function of the name of a kind, or `other`
 */
export async function holdersByKind(
  { store, settings }: Pick<Service, "store" | "settings">,
  tenant: string,
): Promise<(kind: string) => HolderNames> {
  const { kinds } = settings;
  const words = wordsOf(kinds);
  if (words !== undefined) {
    return (kind) => {
      if (kind === otherKind) return { notNumbered: [...words.values()] };
      const word = words.get(kind);
      // The first kind with a pattern is the one that counts.
      const isFirst = [...words].find(([, each]) => each === word)?.[0] === kind;
      return { numbered: word !== undefined && isFirst ? [word] : [] };
    };
  }
  const names = Object.groupBy(await findHolderNames(store, tenant), (cn) => kindOf(kinds, cn)?.name ?? otherKind);
  return (kind) => ({ cns: names[kind] ?? [] });
}
