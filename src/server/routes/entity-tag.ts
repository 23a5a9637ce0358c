/** Whether an `If-None-Match` names what has this entity tag (RFC 9110, section 13.1.2: by weak comparison). */
export function namesEntity(ifNoneMatch: string | undefined, tag: string): boolean {
  return (ifNoneMatch ?? "").split(",").some((each) => each.trim().replace(/^W\//, "") === tag || each.trim() === "*");
}
