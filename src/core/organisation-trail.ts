/** An entry of an audit trail, as the organisation that it concerns reads it. */
export interface OrganisationEntry {
  readonly tenant: string;
  /** Its place among the entries about the organisation, from 1 without gaps. */
  readonly position: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly object: string;
  /** JSON, as it is stored. */
  readonly detail: string;
  /** The hash of the organisation's entry before this one; 64 zeros in the first. */
  readonly previousHash: string;
}

/** What the first entry about an organisation has in the place of the hash of the one before. */
export const trailBeginning = "0".repeat(64);

/**
 * The text whose SHA-256 is an entry's hash in its organisation's own chain, which whoever sees these entries alone can
 * recompute.
 */
export function hashedText(entry: OrganisationEntry): string {
  const { tenant, position, at, actor, action, object, detail, previousHash } = entry;
  return JSON.stringify([tenant, position, at, actor, action, object, detail, previousHash]);
}
