import { toHex, type Bytes } from "../../../core/bytes.ts";
import { DerReader, enterDer, type Element } from "../../../core/der/read.ts";
import { contextTag, primitiveContextTag } from "../../../core/der/tag.ts";
import { context } from "../../../core/der/write.ts";
import { formatName } from "../../../core/name/distinguished-name.ts";
import { decodeText, readName } from "../../../core/name/name.ts";

/** The names in a certificate. */
export interface CertifiedNames {
  /** The subject, DER. */
  readonly subject: Bytes;
  /** The value of subjectAltName, DER; undefined without one. */
  readonly alternative: Bytes | undefined;
}

/** A GeneralName (RFC 5280, section 4.2.1.6). */
type GeneralName = Pick<Element, "tag" | "content">;

const email = "1.2.840.113549.1.9.1";
const commonName = "2.5.4.3";
const [mailbox, host, directory, uri, address] = [
  primitiveContextTag(1),
  primitiveContextTag(2),
  contextTag(4),
  primitiveContextTag(6),
  primitiveContextTag(7),
];

/**
 * Every name of a certificate that name constraints are about: its subject, the mail addresses in that, its alternative
 * names, and the CN if programs would take it for a host's name, because no alternative name is one.
 *
 * @throws KoshinError `der-malformed`
 */
export function namesOf({ subject, alternative }: CertifiedNames): GeneralName[] {
  const names: GeneralName[] = [];
  const attributes = readName(subject).flat();
  if (attributes.length > 0) names.push(new DerReader(context(4, subject)).any());
  const texts = (wanted: string): string[] =>
    attributes.flatMap(({ type, value }) => (type === wanted ? (decodeText(value) ?? []) : []));
  names.push(...texts(email).map((text) => ({ tag: mailbox, content: new TextEncoder().encode(text) })));
  const list = alternative === undefined ? undefined : enterDer(alternative);
  while (list?.more === true) names.push(list.any());
  if (names.some(({ tag }) => tag === host)) return names;
  const hosts = texts(commonName).filter((text) => /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/i.test(text));
  return [...names, ...hosts.map((text) => ({ tag: host, content: new TextEncoder().encode(text) }))];
}

/** A name as text for people. */
export function generalNameInWords({ tag, content }: GeneralName): string {
  if (tag === directory) return formatName(new DerReader(content).any().der);
  if (tag === mailbox || tag === host || tag === uri) return new TextDecoder("latin1").decode(content);
  return tag === address && content.length === 4 ? content.join(".") : `a name in another form (${toHex(content)})`;
}
