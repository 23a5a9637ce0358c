import { createHash } from "node:crypto";
import type { Opening } from "../../../core/renewal/daily-window.ts";
import type { RenewalWindow } from "../../../core/renewal/schedule.ts";

const minute = 60;
const hour = 3600;
const day = 24 * hour;

/**
 * When a client should ask again, in seconds: before the prompt date at that date, but at least daily; after it every six
 * hours, or every hour if the renewal is urgent. Up to a tenth is added, so that clients do not ask at the same time; where
 * certificates are to be renewed in certain hours, clients ask in the first half of these.
 *
 * @param certificate.name determines the addition, which is always the same for one certificate
 * @param certificate.opening the hours that begin at the prompt date, or that it is in
 */
export function askAgainAfter(
  window: RenewalWindow,
  { name, urgent, opening }: { readonly name: string; readonly urgent: boolean; readonly opening?: Opening | undefined },
  now: Date,
): number {
  const untilPrompt = (window.prompt.getTime() - now.getTime()) / 1000;
  if (opening !== undefined && untilPrompt > 0 && untilPrompt <= day) {
    const half = (opening.until.getTime() - window.prompt.getTime()) / 2000;
    return Math.ceil(Math.max(minute, untilPrompt + half * fraction(name)));
  }
  if (untilPrompt > 0) return jittered(Math.min(Math.max(untilPrompt, hour), day), name);
  return jittered(urgent ? hour : 6 * hour, name);
}

function jittered(seconds: number, name: string): number {
  return Math.ceil(seconds * (1 + fraction(name) / 10));
}

/** A number between 0 and 1. Hashed, because some authorities count their serial numbers. */
function fraction(name: string): number {
  return createHash("sha256").update(name).digest().readUInt32BE() / 0x1_0000_0000;
}
