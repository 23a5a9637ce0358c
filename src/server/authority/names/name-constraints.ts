import type { Bytes } from "../../../core/bytes.ts";
import { DerReader, enterDer, type Element } from "../../../core/der/read.ts";
import { contextTag, primitiveContextTag } from "../../../core/der/tag.ts";
import { isNameBelow } from "../../../core/name/same-name.ts";
import { readExtensions } from "../../../core/x509/extensions.ts";
import { generalNameInWords, namesOf, type CertifiedNames } from "./general-names.ts";

/** The subtrees of names that an authority's certificate permits or excludes (RFC 5280, section 4.2.1.10). */
export interface NameConstraints {
  readonly permitted: readonly Subtree[];
  readonly excluded: readonly Subtree[];
}

/** The base of a subtree, a GeneralName. */
export interface Subtree extends Pick<Element, "tag" | "content"> {
  /** Whether it has a minimum or maximum, which RFC 5280 forbids and programs do not process. */
  readonly limited: boolean;
}

/**
 * The name constraints of a certificate; undefined if it has none.
 *
 * @param certificate DER
 * @throws KoshinError `der-malformed`, `certificate-malformed`
 */
function readNameConstraints(certificate: Bytes): NameConstraints | undefined {
  const found = readExtensions(certificate).get("2.5.29.30");
  if (found === undefined) return undefined;
  const subtrees = enterDer(found.value);
  const permitted = subtrees.startsWith(contextTag(0)) ? readSubtrees(subtrees.enter(contextTag(0))) : [];
  const excluded = subtrees.startsWith(contextTag(1)) ? readSubtrees(subtrees.enter(contextTag(1))) : [];
  subtrees.end();
  return { permitted, excluded };
}

/** The name constraints of some certificates, DER. @throws as `readNameConstraints` */
export function nameConstraintsOf(certificates: readonly Bytes[]): NameConstraints[] {
  return certificates.flatMap((certificate) => readNameConstraints(certificate) ?? []);
}

/**
 * Finds a name that is not permitted in a certificate below some others: its subject, an address in that, or one of its
 * alternative names. Names are judged as OpenSSL does: a name of a kind that is constrained and not processed is not
 * permitted, nor is one that cannot be read.
 *
 * @param above the certificates of its issuers up to the root, DER
 * @returns the name, in words; undefined if all are permitted
 * @throws KoshinError `der-malformed`, `certificate-malformed`
 */
export function findForbiddenName(above: readonly Bytes[], certified: CertifiedNames): string | undefined {
  const constraints = nameConstraintsOf(above);
  if (constraints.length === 0) return undefined;
  const forbidden = namesOf(certified).find((name) => !constraints.every((each) => permits(each, name)));
  return forbidden && generalNameInWords(forbidden);
}

/** Every subtree of a name's kind counts: one permitted subtree must contain it, if there are any, and no excluded one may. */
function permits({ permitted, excluded }: NameConstraints, name: Pick<Element, "tag" | "content">): boolean {
  const ofKind = (subtrees: readonly Subtree[]): readonly Subtree[] => subtrees.filter(({ tag }) => tag === name.tag);
  const [allowed, denied] = [ofKind(permitted), ofKind(excluded)];
  if (allowed.length + denied.length === 0) return true;
  const contains = comparisons.get(name.tag);
  if (contains === undefined || [...allowed, ...denied].some(({ limited }) => limited)) return false;
  try {
    const within = (base: Subtree): boolean => contains(base.content, name.content);
    return !denied.some(within) && (allowed.length === 0 || allowed.some(within));
  } catch {
    // A name that cannot be read.
    return false;
  }
}

function readSubtrees(list: DerReader): Subtree[] {
  const subtrees: Subtree[] = [];
  while (list.more) {
    const subtree = list.enter();
    const { tag, content } = subtree.any();
    // A minimum of 0 is the default, which DER leaves out.
    subtrees.push({ tag, content, limited: subtree.more });
  }
  return subtrees;
}

type Contains = (base: Bytes, name: Bytes) => boolean;

/** Whether a subtree contains a name, by the tag of its kind. */
const comparisons: ReadonlyMap<number, Contains> = new Map([
  [primitiveContextTag(1), asTexts(containsMailbox)],
  [primitiveContextTag(2), asTexts(containsHost)],
  [contextTag(4), isDirectoryNameBelow],
  [primitiveContextTag(6), asTexts(containsUri)],
  [primitiveContextTag(7), containsAddress],
]);

/** Hosts are compared without regard to case. */
function asTexts(contains: (base: string, name: string) => boolean): Contains {
  const decoder = new TextDecoder("latin1");
  return (base, name) => contains(decoder.decode(base), decoder.decode(name));
}

function isDirectoryNameBelow(base: Bytes, name: Bytes): boolean {
  return isNameBelow(new DerReader(name).any().der, new DerReader(base).any().der);
}

/** A base with @ is one mailbox; with a dot at its start, the mailboxes of all hosts below; else those of one host. */
function containsMailbox(base: string, name: string): boolean {
  const [at, baseAt] = [name.lastIndexOf("@"), base.lastIndexOf("@")];
  if (at < 0) throw new Error("It is no mailbox.");
  const host = name.slice(at + 1).toLowerCase();
  if (baseAt >= 0) return name.slice(0, at) === base.slice(0, baseAt) && host === base.slice(baseAt + 1).toLowerCase();
  return isHostOf(base.toLowerCase(), host);
}

/** Any number of labels may be added on the left, and one at least if the base begins with a dot. */
function containsHost(base: string, name: string): boolean {
  const [host, above] = [name.toLowerCase(), base.toLowerCase()];
  return above === "" || host === above || host.endsWith(above.startsWith(".") ? above : `.${above}`);
}

/** The host of a URI, which must have one that is no address. */
function containsUri(base: string, name: string): boolean {
  const [, host = ""] = /^[^:/?#]+:\/\/(?:[^/?#@]*@)?([^/?#:@[\]]+)/.exec(name) ?? [];
  if (!/[a-z]/i.test(host)) throw new Error("It names no host.");
  return isHostOf(base.toLowerCase(), host.toLowerCase());
}

function isHostOf(base: string, host: string): boolean {
  return base.startsWith(".") ? host.endsWith(base) && host.length > base.length : host === base;
}

/** The base is an address and a mask of the same length. */
function containsAddress(base: Bytes, name: Bytes): boolean {
  if (base.length !== 2 * name.length) return false;
  return name.every((octet, at) => {
    const mask = base[name.length + at] ?? 0;
    return (octet & mask) === ((base[at] ?? 0) & mask);
  });
}
