import { momentsIn } from "../../core/moments-in.ts";

/** A moment as the clocks of a time zone show it: 2026-12-30 18:00. In a zone that this machine does not know, it ends with Z, for UTC. */
export function onClocks(moment: Date, timeZone: string): string {
  // A database from another machine may name such a zone: its mails are sent all the same.
  return momentsIn(timeZone)?.(moment.getTime()) ?? moment.toISOString();
}
