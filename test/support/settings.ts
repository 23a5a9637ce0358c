import { defaultSettings, type Settings } from "../../src/server/settings.ts";

/** The production settings for several services on one machine. */
export const settingsOnFreePorts: Settings = { ...defaultSettings, listen: { ...defaultSettings.listen, port: 0 } };
