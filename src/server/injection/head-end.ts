import { html, Parser, Token, type DefaultTreeAdapterTypes } from "parse5";

/** The most of a page that is read for the end of its head, in octets; a page whose head is longer is left as it is. */
const mostOctets = 262_144;

/** What a page's head says, once it has ended. */
export interface HeadEnd {
  /** Where it ends: the number of octets before it, where a script can stand. */
  readonly at: number;
  /** The policies that its `meta` elements set (CSP, section 3.3). */
  readonly policies: readonly string[];
}

/** Why the end of a page's head is not to be found. */
export type HeadFault = "head" | "charset";

/**
 * Finds the end of a page's head by the HTML standard's own algorithm, in the page's octets as they arrive: whatever has no
 * tags, several, or what only looks like them, ends where a browser ends it.
 *
 * Octets stand for characters. That is right for every encoding of the web in which ASCII is itself; in the others, a NUL or
 * an escape comes before.
 */
export class HeadEndFinder {
  readonly #parser = new HeadParser();
  #octets = 0;
  #begin: Buffer | undefined = Buffer.alloc(0);

  /**
   * Reads further octets.
   *
   * @returns undefined as long as the head goes on
   */
  read(octets: Buffer): HeadEnd | HeadFault | undefined {
    if (this.#begin === undefined) return this.#take(octets);
    const begin = Buffer.concat([this.#begin, octets]);
    this.#begin = begin;
    return begin.length < byteOrderMark.length ? undefined : this.#takeBeginning(begin);
  }

  /** Ends the page: a head without anything after it ends there. */
  end(): HeadEnd | HeadFault {
    const found = this.#begin === undefined ? undefined : this.#takeBeginning(this.#begin);
    return found ?? this.#parser.readEnd() ?? "head";
  }

  #takeBeginning(begin: Buffer): HeadEnd | HeadFault | undefined {
    this.#begin = undefined;
    const [first, second] = begin;
    if ((first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe)) return "charset";
    // A mark is no text.
    return this.#take(begin.indexOf(byteOrderMark) === 0 ? Buffer.concat([Buffer.from("   "), begin.subarray(3)]) : begin);
  }

  #take(octets: Buffer): HeadEnd | HeadFault | undefined {
    this.#octets += octets.length;
    // UTF-16, and the stateful ISO-2022-JP.
    if (octets.includes(0) || octets.includes(0x1b)) return this.#parser.readUntilFault(octets) ?? "charset";
    const found = this.#parser.readPart(octets.toString("latin1"));
    if (found !== undefined) return found;
    return this.#octets > mostOctets ? "head" : undefined;
  }
}

/** Of UTF-8. */
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

type Element = DefaultTreeAdapterTypes.Element;

/** Notes where the head's element is closed: at the token that closes it. */
class HeadParser extends Parser<DefaultTreeAdapterTypes.DefaultTreeAdapterMap> {
  #at = 0;
  #found: HeadEnd | undefined;

  constructor() {
    super({ sourceCodeLocationInfo: true });
  }

  readPart(text: string): HeadEnd | undefined {
    this.tokenizer.write(text, false);
    return this.#found;
  }

  /** What was found before the first octet that is none of a text in ASCII. */
  readUntilFault(octets: Buffer): HeadEnd | undefined {
    const fault = octets.findIndex((octet) => octet === 0 || octet === 0x1b);
    return this.readPart(octets.toString("latin1", 0, fault));
  }

  readEnd(): HeadEnd | undefined {
    this.tokenizer.write("", true);
    return this.#found;
  }

  override onStartTag(token: Token.TagToken): void {
    this.#begin(token);
    super.onStartTag(token);
  }

  override onEndTag(token: Token.TagToken): void {
    this.#begin(token);
    super.onEndTag(token);
  }

  override onCharacter(token: Token.CharacterToken): void {
    this.#begin(token);
    super.onCharacter(token);
  }

  override onEof(token: Token.EOFToken): void {
    this.#begin(token);
    // An element that is still open would take the script for its text.
    if (this.openElements.current === this.headElement || this.headElement === null) super.onEof(token);
  }

  override onItemPop(node: DefaultTreeAdapterTypes.ParentNode, isTop: boolean): void {
    super.onItemPop(node, isTop);
    if (node !== this.headElement || this.#found !== undefined) return;
    this.#found = { at: this.#at, policies: policiesIn(this.headElement) };
  }

  #begin({ location }: { readonly location: Token.Location | null }): void {
    if (location !== null) this.#at = location.startOffset;
  }
}

function policiesIn(head: Element): string[] {
  return head.childNodes.flatMap((child) => {
    if (!("tagName" in child) || child.tagName !== "meta" || child.namespaceURI !== html.NS.HTML) return [];
    const attribute = (wanted: string): string | undefined => child.attrs.find(({ name }) => name === wanted)?.value;
    const isPolicy = attribute("http-equiv")?.trim().toLowerCase() === "content-security-policy";
    return isPolicy ? [attribute("content") ?? ""] : [];
  });
}
