import type { Device } from "./device.ts";

/** What a person does on each device, in the order of doing it, for a .p12 file of this name. */
export type ImportSteps = Readonly<Record<Device, (fileName: string) => readonly string[]>>;
