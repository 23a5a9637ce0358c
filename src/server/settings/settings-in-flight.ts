import * as v from "valibot";
import { valueAt, withValue, type SettingsObject } from "../system/read-variables.ts";
import { Settings } from "./settings.ts";

/**
 * The settings that need a restart, because they are of what a service opens when it starts: listeners, whose times and size
 * of headers Node fixes, the database, and the demonstration's web app. A reload takes up all others.
 */
const fixed = [
  "listen",
  "recovery.listen",
  "front",
  "operations.host",
  "operations.port",
  "database",
  "limits.headerBytes",
  "limits.handshakeSeconds",
  "limits.headerSeconds",
  "limits.requestSeconds",
  "webapp",
] as const;

/** What a running service takes up of changed settings. */
export interface SettingsInFlight {
  /** The changed settings, with the present values of those that need a restart. */
  readonly settings: Settings;
  /** The names of those that are taken up. */
  readonly changed: readonly string[];
  /** The names of those that need a restart. */
  readonly waiting: readonly string[];
}

/** Whether a change of a setting needs a restart. */
export function needsRestart(path: readonly string[]): boolean {
  const name = path.join(".");
  return fixed.some((each) => name === each || name.startsWith(`${each}.`));
}

/** Takes up changed settings in those of a running service. */
export function takeUpInFlight(present: Settings, changed: Settings): SettingsInFlight {
  const kept = fixed
    .map((name) => name.split("."))
    .reduce<SettingsObject>((content, path) => withValue(content, path, valueAt(present, path)), changed);
  const settings = v.parse(Settings, kept);
  return { settings, changed: differences(present, settings), waiting: differences(settings, changed) };
}

/** The names of the settings in which two differ; those of a list by the list's. */
function differences(one: unknown, other: unknown, path: readonly string[] = []): string[] {
  if (!isGroup(one) || !isGroup(other)) return JSON.stringify(one) === JSON.stringify(other) ? [] : [path.join(".")];
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.flatMap((name) => differences(one[name], other[name], [...path, name]));
}

function isGroup(value: unknown): value is SettingsObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
