import type { ManifestV3Export } from "@crxjs/vite-plugin";
import manifest from "../../manifest.json" with { type: "json" };

/**
 * The oldest Firefox that the extension runs in, the extended support release that it is tested with: it is the first
 * of those that tell a message's sender by its document.
 */
export const firefoxVersion = 153;

/** The extension's name for Firefox, where nothing is derived from a key. */
export const firefoxId = "koshin@koshin.example";

/** The manifest for Chromium, Chrome and Edge, with the key that gives an extension that is loaded by hand its ID. */
export function chromiumManifest(version: string): ManifestV3Export {
  return { ...manifest, manifest_version: 3, version };
}

/**
 * The manifest for Firefox: an event page in place of the service worker, an ID in place of the key. Firefox takes
 * what administrators set from its own policies, without a schema.
 */
export function firefoxManifest(version: string): ManifestV3Export {
  const entries = Object.entries(manifest).filter(([name]) => !chromiumOnly.includes(name));
  return {
    ...Object.fromEntries(entries),
    manifest_version: 3,
    name: manifest.name,
    version,
    background: { scripts: [manifest.background.service_worker], type: "module" },
    browser_specific_settings: {
      gecko: {
        id: firefoxId,
        strict_min_version: `${firefoxVersion}.0`,
        data_collection_permissions: { required: ["none"] },
      },
    },
  };
}

const chromiumOnly: readonly string[] = ["key", "minimum_chrome_version", "storage", "background"];
