import type { ManifestV3Export } from "@crxjs/vite-plugin";
import manifest from "../../manifest.json" with { type: "json" };

const { gecko } = manifest.browser_specific_settings;

/**
 * The oldest Firefox that the extension runs in, an extended support release: it is the first of those that tell a
 * message's sender by its document. Before it an answer could land in the page that came after the one that asked.
 */
export const firefoxVersion = Number.parseInt(gecko.strict_min_version);

/** The extension's name for Firefox, where nothing is derived from a key. */
export const firefoxId = gecko.id;

/** The manifest for Chromium, Chrome and Edge, with the key that gives an extension that is loaded by hand its ID. */
export function chromiumManifest(version: string): ManifestV3Export {
  return { ...without(["browser_specific_settings"]), manifest_version: 3, name: manifest.name, version };
}

/**
 * The manifest for Firefox: an event page in place of the service worker, an ID in place of the key. Firefox takes
 * what administrators set from its own policies, without a schema.
 */
export function firefoxManifest(version: string): ManifestV3Export {
  return {
    ...without(["key", "minimum_chrome_version", "storage", "background"]),
    manifest_version: 3,
    name: manifest.name,
    version,
    background: { scripts: [manifest.background.service_worker], type: "module" },
  };
}

function without(names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(manifest).filter(([name]) => !names.includes(name)));
}
