/**
 * The eight groups of an IPv6 address in any notation (RFC 4291, section 2.2): with `::`, or with an IPv4 address as its last
 * two groups.
 *
 * @param address valid, without a zone
 */
export function ipv6Groups(address: string): readonly number[] {
  // The URL parser writes the IPv4 form in hexadecimal (https://url.spec.whatwg.org/#concept-ipv6-serializer).
  const [head = "", tail = ""] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const [before, after] = [groupsOf(head), groupsOf(tail)];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function groupsOf(part: string): number[] {
  return part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
}
