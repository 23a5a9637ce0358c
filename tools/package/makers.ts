import type { OwnServer } from "./extension/make-archives.ts";
import type { MadePackage } from "./made-package.ts";

/** Makes the packages of one kind in a folder that exists. */
type Maker = (folder: string, own: OwnServer | undefined) => Promise<readonly MadePackage[]>;

/** Each is loaded on demand, because loading all of them takes seconds. */
export const makers = {
  extension: async (folder, own) => await (await import("./extension/make-archives.ts")).makeArchives(folder, own),
  npm: async (folder) => [await (await import("./npm/make-npm-package.ts")).makeNpmPackage(folder)],
  deb: async (folder) => [await (await import("./debian/make-debian-package.ts")).makeDebianPackage(folder)],
  oci: async (folder) => [await (await import("./oci/make-image.ts")).makeImage(folder)],
} as const satisfies Readonly<Record<string, Maker>>;

/** What packages can be made. */
export type PackageKind = keyof typeof makers;

/** The kinds in the order in which they are made. */
export const packageKinds: readonly PackageKind[] = ["extension", "npm", "deb", "oci"];
