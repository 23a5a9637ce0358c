/** Marks the entity tags of changed pages: they have other octets than the app's. */
const mark = "-koshin";

/** Fields of a request for a part, or for what has changed since: a page is changed as a whole, whenever that was. */
const ofParts: ReadonlySet<string> = new Set(["range", "if-range", "if-modified-since", "if-match", "if-unmodified-since"]);

/** Codings that can be decoded and encoded again; all of them stream. */
export const codings = ["gzip", "x-gzip", "br", "deflate", "zstd"] as const;
export type Coding = (typeof codings)[number];

/**
 * What an app is asked for a page that is changed: for the whole page, in a coding that can be changed, and only by tags of
 * changed pages whether it is the same still.
 *
 * @param headers names and values
 */
export function wholePageRequest(headers: readonly string[]): string[] {
  const asked: string[] = [];
  for (let at = 0; at < headers.length; at += 2) {
    const [name = "", value = ""] = headers.slice(at, at + 2);
    const lower = name.toLowerCase();
    if (ofParts.has(lower)) continue;
    if (lower === "accept-encoding") asked.push(name, knownCodings(value));
    else if (lower === "if-none-match") {
      const tags = markedTags(value);
      if (tags.length > 0) asked.push(name, tags.join(", "));
    } else asked.push(name, value);
  }
  return asked;
}

function knownCodings(value: string): string {
  const known = value.split(",").filter((each) => {
    const [coding = ""] = each.toLowerCase().split(";");
    return coding.trim() === "identity" || codings.some((one) => one === coding.trim());
  });
  return known.length === 0 ? "identity" : known.map((each) => each.trim()).join(", ");
}

/** The app's own tags behind the marked ones. */
function markedTags(value: string): string[] {
  return [...value.matchAll(/(?:W\/)?"[^"]*"/g)].flatMap(([tag]) =>
    tag.endsWith(`${mark}"`) ? [`${tag.slice(0, -mark.length - 1)}"`] : [],
  );
}

/** Fields that describe the octets of a page, and those by which parts of it, or of another day, are asked for. */
const ofOctets: ReadonlySet<string> = new Set([
  "content-length",
  "content-md5",
  "digest",
  "content-digest",
  "repr-digest",
  "accept-ranges",
  "last-modified",
]);

/** The head of a page that is changed: with its own entity tag, and without what describes the app's octets. */
export function changedPageHead(headers: readonly string[]): string[] {
  const changed: string[] = [];
  for (let at = 0; at < headers.length; at += 2) {
    const [name = "", value = ""] = headers.slice(at, at + 2);
    const lower = name.toLowerCase();
    if (ofOctets.has(lower)) continue;
    changed.push(name, lower === "etag" ? value.replace(/"$/, `${mark}"`) : value);
  }
  return [...changed, "Accept-Ranges", "none"];
}
