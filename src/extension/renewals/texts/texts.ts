import type { Standing } from "../standing.ts";

/** What the badge and the notifications say, the same keys in each language. */
export interface Texts {
  readonly badge: (label: string, standing: Standing, daysLeft: number) => string;
  readonly notification: (
    label: string,
    standing: Standing,
    daysLeft: number,
  ) => { readonly title: string; readonly message: string };
}
