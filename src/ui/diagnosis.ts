import type { FailureTrace } from "../core/failure-trace.ts";
import type { Platform } from "../core/profile.ts";
import { version } from "../core/version.ts";
import { browserOf } from "./browser-of.ts";

/** Which part of Koshin a diagnosis comes from. */
export type DiagnosedPart = "extension" | "page" | "recovery" | "popup";

/** Where a diagnosis is made. */
export interface DiagnosedPlace {
  readonly part: DiagnosedPart;
  readonly navigator: Pick<Navigator, "userAgent">;
  readonly platform: Platform;
  /** The site's host; undefined where the part serves none at this moment. */
  readonly host: string | undefined;
  /** By how much the computer's clock is ahead of the service's, in milliseconds, where that is known. */
  readonly clockAhead: number | undefined;
}

/** What happened, as far as it is known. */
export interface Diagnosed {
  readonly step: string;
  readonly stage?: string | undefined;
  readonly job?: string | undefined;
  readonly error?: string | undefined;
  readonly trace?: FailureTrace | undefined;
  readonly miss?: string | undefined;
  readonly seen?: string | undefined;
  readonly old?: string | undefined;
  readonly new?: string | undefined;
  readonly days?: number | undefined;
}

/** The longest value of a diagnosis; a serial number has 40 digits. */
const longest = 64;

/**
 * One line for the support desk: `key=value`, separated by spaces. It is made of what is listed here and of nothing
 * else, so that no key, password, code or file's path can be in it; and what a service says of itself is cut down to
 * letters and signs that no mail and no ticket reads as anything else.
 */
export function writeDiagnosis(place: DiagnosedPlace, diagnosed: Diagnosed, now: Date): string {
  const { os, version: osVersion } = place.platform;
  const { causes = [], request } = diagnosed.trace ?? {};
  const { clockAhead } = place;
  const seconds = clockAhead === undefined ? undefined : Math.round(clockAhead / 1000);
  const entries: readonly (readonly [string, string | number | undefined])[] = [
    ["koshin", version],
    ["time", now.toISOString()],
    ["part", place.part],
    ["browser", browserOf(place.navigator)],
    ["os", osVersion === undefined ? os : `${os}/${osVersion}`],
    ["host", place.host],
    ["step", diagnosed.step],
    ["stage", diagnosed.stage],
    ["job", diagnosed.job],
    ["error", diagnosed.error],
    ["causes", causes.length === 0 ? undefined : causes.join(",")],
    ["miss", diagnosed.miss],
    ["seen", diagnosed.seen],
    ["old", diagnosed.old],
    ["new", diagnosed.new],
    ["days", diagnosed.days],
    ["clock", seconds === undefined ? undefined : `${seconds < 0 ? "" : "+"}${seconds}s`],
    ["request", request],
  ];
  return entries.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${plain(String(value))}`])).join(" ");
}

function plain(value: string): string {
  return value.replace(/[^\w.,:+/-]/g, "_").slice(0, longest);
}
