import { readFile, writeFile } from "node:fs/promises";
import * as v from "valibot";
import { defaultSettings, type Settings } from "../../src/server/settings/settings.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";

/** The production settings for several services on one machine, where a few clients stand for many. */
export const settingsOnFreePorts: Settings = {
  ...defaultSettings,
  listen: { ...defaultSettings.listen, port: 0 },
  keyPoolSize: 0,
  limits: { ...defaultSettings.limits, renewalsPerTenantPerHour: 1_000_000 },
};

/** Changes the settings file of a data folder. */
export async function changeSettings(data: string, changes: Partial<Settings>): Promise<void> {
  const { settings } = dataFolder(data);
  const present = v.parse(v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown())), await readFile(settings, "utf8"));
  await writeFile(settings, JSON.stringify({ ...present, ...changes }));
}
