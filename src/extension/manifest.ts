import type { ManifestV3Export } from "@crxjs/vite-plugin";
import manifest from "../../manifest.json" with { type: "json" };

const { gecko } = manifest.browser_specific_settings;

/**
 * The minimum Firefox version of the extension, an extended support release: the first of these that identifies a
 * message's sender by its document. In earlier ones a reply could arrive in the page that followed the sender.
 */
export const firefoxVersion = Number.parseInt(gecko.strict_min_version);

/** The extension's ID in Firefox, where it is not derived from a key. */
export const firefoxId = gecko.id;

/** What a manifest is made for. */
interface Purpose {
  readonly version: string;
  /** Match patterns of hosts beside the manifest's own, for the demonstration. */
  readonly moreHosts: readonly string[];
}

/**
 * The manifest for Chromium, Chrome and Edge, with the key that gives an unpacked extension its ID. In private windows it
 * has a background of its own, which presents the certificate that was chosen there; Firefox's asks from within the page.
 */
export function chromiumManifest(purpose: Purpose): ManifestV3Export {
  return { ...without(["browser_specific_settings"]), ...made(purpose), incognito: "split" };
}

/**
 * The manifest for Firefox: an event page instead of the service worker, an ID instead of the key. Firefox's own
 * policies provide the administrators' settings, without a schema.
 */
export function firefoxManifest(purpose: Purpose): ManifestV3Export {
  return {
    ...without(["key", "minimum_chrome_version", "storage", "background"]),
    ...made(purpose),
    background: { scripts: [manifest.background.service_worker], type: "module" },
  };
}

function made({ version, moreHosts }: Purpose) {
  return {
    manifest_version: 3 as const,
    name: manifest.name,
    version,
    host_permissions: [...moreHosts, ...manifest.host_permissions],
    content_scripts: manifest.content_scripts.map((script) => ({ ...script, matches: [...moreHosts, ...script.matches] })),
  };
}

function without(names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(manifest).filter(([name]) => !names.includes(name)));
}
