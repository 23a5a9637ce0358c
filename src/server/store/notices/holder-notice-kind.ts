/** The kind of a notice to a holder, of a certificate that expires within a number of days, or negative, since which it has expired. */
export type HolderNoticeKind = `holder-${number}`;

const form = /^holder-(-?\d+)$/;

/** The kind of the notice that is due so many days before expiry. */
export function holderKind(days: number): HolderNoticeKind {
  return `holder-${days}`;
}

/** The days before expiry of a notice to a holder; undefined for a notice of another kind. */
export function readHolderKind(kind: string): number | undefined {
  const [, days] = form.exec(kind) ?? [];
  return days === undefined ? undefined : Number(days);
}
