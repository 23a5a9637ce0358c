/** Reads a request's `Cookie` header (RFC 6265, section 4.2); of cookies with the same name the first counts. */
export function readCookies(header: string | null): ReadonlyMap<string, string> {
  const pairs = (header ?? "").split(";").flatMap((pair): [string, string][] => {
    const equals = pair.indexOf("=");
    return equals > 0 ? [[pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()]] : [];
  });
  return new Map(pairs.toReversed());
}
