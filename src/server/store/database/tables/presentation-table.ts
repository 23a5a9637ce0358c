import type { Moment } from "./moment.ts";

/** Where certificates were presented: the latest places of each. */
export interface PresentationTable {
  readonly certificate: number;
  /** The name of the host; the proof host's for all names below it. */
  readonly host: string;
  /** The client's IP address; empty if it is not known. */
  readonly address: string;
  readonly firstAt: Moment;
  /** To within an hour. */
  readonly lastAt: Moment;
}
