import { defaultSettings, type Settings } from "../../src/server/settings/settings.ts";

/** The production settings for several services on one machine, where a few clients stand for many. */
export const settingsOnFreePorts: Settings = {
  ...defaultSettings,
  listen: { ...defaultSettings.listen, port: 0 },
  keyPoolSize: 0,
  limits: { ...defaultSettings.limits, renewalsPerTenantPerHour: 1_000_000 },
};
