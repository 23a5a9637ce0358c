import * as v from "valibot";
import { valueAt, withValue, type SettingsObject } from "../system/read-variables.ts";
import { Settings } from "./settings.ts";

/**
 * The settings that need a restart, because they belong to what a service opens when it starts: listeners, whose
 * timeouts and header size Node fixes, the database, and the demonstration's web app. A reload applies all others.
 */
const fixed = [
  "listen",
  "recovery.listen",
  "front",
  "proxyProtocol",
  "operations.host",
  "operations.port",
  "database",
  "limits.headerBytes",
  "limits.handshakeSeconds",
  "limits.headerSeconds",
  "limits.requestSeconds",
  "limits.upstreamConnections",
  "limits.upstreamConnectSeconds",
  "webapp",
] as const;

/** The result of applying changed settings to a running service. */
export interface SettingsInFlight {
  /** The changed settings, with the current values of those that need a restart. */
  readonly settings: Settings;
  /** The names of those that are applied. */
  readonly changed: readonly string[];
  /** The names of those that need a restart. */
  readonly waiting: readonly string[];
}

/** Whether a change of a setting needs a restart. */
export function needsRestart(path: readonly string[]): boolean {
  const name = path.join(".");
  return fixed.some((each) => name === each || name.startsWith(`${each}.`));
}

/** Applies changed settings to those of a running service. */
export function takeUpInFlight(present: Settings, changed: Settings): SettingsInFlight {
  const kept = fixed
    .map((name) => name.split("."))
    .reduce<SettingsObject>((content, path) => withValue(content, path, valueAt(present, path)), changed);
  const settings = v.parse(Settings, kept);
  return { settings, changed: differences(present, settings), waiting: differences(settings, changed) };
}

/** The names of the settings that differ; for an item of a list, the name of the list. */
function differences(one: unknown, other: unknown, path: readonly string[] = []): string[] {
  if (!isGroup(one) || !isGroup(other)) return JSON.stringify(one) === JSON.stringify(other) ? [] : [path.join(".")];
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.flatMap((name) => differences(one[name], other[name], [...path, name]));
}

function isGroup(value: unknown): value is SettingsObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
