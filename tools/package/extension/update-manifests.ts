import { firefoxId, firefoxVersion } from "../../../src/extension/manifest.ts";

/** A package on an organisation's own server. */
interface Served {
  readonly version: string;
  /** Where browsers download it. */
  readonly address: string;
}

/** The update manifest that Chromium's policy names, in the update protocol 2.0 of its stores. */
export function chromiumUpdates(id: string, minimumVersion: string, { version, address }: Served): string {
  // The only character of a URL that is special in an attribute.
  const codebase = address.replaceAll("&", "&amp;");
  return `<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
  <app appid="${id}">
    <updatecheck codebase="${codebase}" version="${version}" prodversionmin="${minimumVersion}"/>
  </app>
</gupdate>
`;
}

/**
 * The update manifest that the package for Firefox names. It has no hash, which Firefox requires only for downloads
 * without https: signing changes the file.
 */
export function firefoxUpdates({ version, address }: Served): string {
  const update = { version, update_link: address, applications: { gecko: { strict_min_version: `${firefoxVersion}.0` } } };
  return `${JSON.stringify({ addons: { [firefoxId]: { updates: [update] } } }, undefined, 2)}\n`;
}
