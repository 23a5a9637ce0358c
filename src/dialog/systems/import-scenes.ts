import type { ImportScene } from "./import-drawing.tsx";
import type { ImportGuideOs } from "./import-guide.ts";

/** What is drawn beside the steps of each import, in their order. */
export const importScenes: Readonly<Record<ImportGuideOs, readonly ImportScene[]>> = {
  windows: ["open", "file-name", "password", "store", "finish", "message"],
  macos: ["open", "list", "password", "allow"],
  linux: ["address", "settings", "files", "password"],
  chromeos: ["address", "settings", "password"],
  mobile: ["phone-file", "phone-password"],
  firefox: ["menu", "tabs", "files", "password"],
};
