import type { TimeLeft } from "../../../core/days.ts";
import type { Standing } from "../standing.ts";

/** The texts of the badge and the notifications, with the same keys in each language. */
export interface Texts {
  readonly badge: (label: string, standing: Standing, left: TimeLeft | undefined) => string;
  readonly notification: (
    label: string,
    standing: Standing,
    left: TimeLeft | undefined,
  ) => { readonly title: string; readonly message: string };
}
