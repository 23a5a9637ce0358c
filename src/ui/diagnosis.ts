import type { FailureTrace } from "../core/failure-trace.ts";
import type { Platform } from "../core/profile.ts";
import { version } from "../core/version.ts";
import { browserOf } from "./browser-of.ts";

/** The part of Koshin that a diagnosis comes from. */
export type DiagnosedPart = "extension" | "page" | "recovery" | "popup";

/** The environment of a diagnosis. */
export interface DiagnosedPlace {
  readonly part: DiagnosedPart;
  readonly navigator: Pick<Navigator, "userAgent">;
  readonly platform: Platform;
  /** The site's host; undefined if there is none at the moment. */
  readonly host: string | undefined;
  /** How far the computer's clock is ahead of the service's, in milliseconds, if known. */
  readonly clockAhead: number | undefined;
}

/** What happened, as far as known. */
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

/** The maximum length of a value, in characters; a serial number has 40. */
const maxValueLength = 64;

/**
 * One line for the support desk: `key=value` pairs, separated by spaces. It contains only the entries listed here, so
 * that it can include no key, password, code or file path. Values from a service are reduced to characters that have no
 * special meaning in an e-mail or a ticket.
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
  return entries.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${sanitise(String(value))}`])).join(" ");
}

function sanitise(value: string): string {
  return value.replace(/[^\w.,:+/-]/g, "_").slice(0, maxValueLength);
}
