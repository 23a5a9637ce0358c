import { readdirSync } from "node:fs";
import { crx, type CrxPlugin } from "@crxjs/vite-plugin";
import type { Plugin, UserConfig } from "vite";
import { defineConfig } from "vitest/config";
import packageJson from "./package.json" with { type: "json" };
import { chromiumManifest, firefoxManifest, firefoxVersion } from "./src/extension/manifest.ts";
import { demonstrationSites } from "./src/extension/sites/demonstration-sites.ts";
import { patternOf } from "./src/extension/sites/sites.ts";
import { chunkName } from "./tools/build/chunk-name.ts";
import { inpageEntry, inpagePackage, scriptName } from "./tools/build/inpage-package.ts";
import { keepSourceFolders } from "./tools/build/keep-source-folders.ts";
import { sameOnAnyDatabase } from "./tools/check/same-on-any-database.ts";

/** Nothing may be inlined: pages and extension pages have a content security policy without `unsafe-inline`. */
const strict = { assetsInlineLimit: 0, modulePreload: { polyfill: false } } as const;

/**
 * An extension's files are updated together, so no cache needs hashes, and some hashes depend on the build folder.
 * The scripts that it injects are separate builds, whose time would be reported as a slow plugin.
 */
const unhashed = {
  checks: { bundlerTimings: false },
  output: { entryFileNames: "assets/[name].js", chunkFileNames: "assets/[name].js", assetFileNames: "assets/[name][extname]" },
} as const;

/** The licences of the packages that a build contains, as most of them require, in each build that is passed on. */
const license = { fileName: "THIRD-PARTY-LICENSES.md" } as const;

/** Opened by the background, and therefore not in the manifest. */
const windowPage = ["pages/renewal.html"];

const { version } = packageJson;
/** For the demonstration and the tests on this computer. */
const here = { version, moreHosts: demonstrationSites.map(patternOf) };
/** For the stores and other people's computers. */
const release = { version, moreHosts: [] };

/** `vite build --mode extension`, `extension-release`: the extension for Chromium, in a folder of that name in `dist`. */
function extension(mode: string, purpose: typeof here): UserConfig {
  return {
    plugins: [crx({ manifest: chromiumManifest(purpose) }), keepInjectedScriptsPrivate(), omitDemonstration(purpose)],
    publicDir: "src/extension/public",
    worker: { rolldownOptions: unhashed },
    build: { ...strict, rolldownOptions: { ...unhashed, input: windowPage }, outDir: `dist/${mode}`, target: "chrome123" },
  };
}

/** `vite build --mode extension-firefox`, `extension-firefox-release`: the same for Firefox. */
function extensionForFirefox(mode: string, purpose: typeof here): UserConfig {
  const manifest = firefoxManifest(purpose);
  return {
    plugins: [crx({ manifest, browser: "firefox" }), keepInjectedScriptsPrivate(), omitDemonstration(purpose)],
    publicDir: "src/extension/public",
    worker: { rolldownOptions: unhashed },
    build: {
      ...strict,
      rolldownOptions: { ...unhashed, input: windowPage },
      outDir: `dist/${mode}`,
      target: `firefox${firefoxVersion}`,
    },
  };
}

/** `vite build --mode webapp`: the pages of the demonstration's web app, in `dist/webapp`. */
const webapp: UserConfig = {
  root: "pages/webapp",
  publicDir: false,
  build: {
    ...strict,
    outDir: `${import.meta.dirname}/dist/webapp`,
    emptyOutDir: true,
    license,
    rolldownOptions: { input: shells(`${import.meta.dirname}/pages/webapp`) },
  },
};

/** `vite build --mode recovery`, `console`: the page to renew with a code, and the administrators' site, in `dist`. */
const singlePage = (root: string, name: string): UserConfig => ({
  root,
  publicDir: false,
  build: {
    ...strict,
    outDir: `${import.meta.dirname}/dist/${name}`,
    emptyOutDir: true,
    license,
    // The service has browsers ask whether they have changed; the hash of a chunk depends on the build folder.
    rolldownOptions: unhashed,
  },
});

/** `vite build --mode inpage`: the module for web apps, for import or as a plain script, in `dist/inpage`. */
const inpage: UserConfig = {
  plugins: [inpagePackage()],
  publicDir: false,
  build: {
    outDir: "dist/inpage",
    license,
    lib: { entry: inpageEntry, formats: ["es"], fileName: () => "koshin.js" },
    rolldownOptions: {
      output: { minify: true, chunkFileNames: ({ facadeModuleId, moduleIds }) => scriptName(facadeModuleId, moduleIds) },
    },
  },
};

/**
 * `vite build --mode koshin`: the program in few files, in `dist/koshin`, for installations, where Node runs no TypeScript, and for
 * tests, because it starts in half of the time. `start.js` also runs on a Node that is too old, and says so.
 */
const koshin: UserConfig = {
  plugins: [keepSourceFolders()],
  publicDir: false,
  // Native code stays where it is installed.
  ssr: { noExternal: true, external: ["koffi"] },
  build: {
    ssr: true,
    outDir: "dist/koshin",
    target: "node24",
    license,
    rolldownOptions: {
      input: { koshin: "src/koshin.ts", start: "src/koshin.mjs" },
      // Otherwise it writes the path of each module into a comment.
      experimental: { attachDebugInfo: "none" },
      output: { entryFileNames: "[name].js", chunkFileNames: chunkName },
    },
  },
};

const builds: Readonly<Record<string, UserConfig>> = {
  extension: extension("extension", here),
  "extension-release": extension("extension-release", release),
  "extension-firefox": extensionForFirefox("extension-firefox", here),
  "extension-firefox-release": extensionForFirefox("extension-firefox-release", release),
  webapp,
  inpage,
  recovery: singlePage("pages/recover", "recovery"),
  console: singlePage("pages/console", "console"),
  koshin,
};

/**
 * Timeouts end hanging tests and do not measure speed: on a busy machine everything takes ten times as long. What a test
 * waits for has a shorter one, so that its error says what was missing.
 */
const patient = { testTimeout: 300_000, hookTimeout: 300_000, expect: { poll: { timeout: 60_000 } } } as const;

// Test processes share compiled code: compiling takes a command longer than its work.
process.env["NODE_COMPILE_CACHE"] ??= `${import.meta.dirname}/node_modules/.cache/node-compile-cache`;

/** Tests that write policies for all browsers of the machine, and must run alone. */
const machineWide = [
  "test/extension/forbidden-downloads.test.ts",
  "test/extension/forced-installation.test.ts",
  "test/extension/options-policy.test.ts",
  "test/firefox/policy.test.ts",
];

/**
 * Tests of the service wait for disks and child processes half of the time: three workers keep two processors busy, beside the
 * check of types and style. Each worker loads their imports once.
 */
const beside = { ...patient, environment: "node", maxWorkers: 3, isolate: false } as const;

/**
 * People at browsers wait more than they work: until a press counts, a page has loaded, a window has been forgotten. Two
 * processors are busy with six of them; what computes alone fills the end, when fewer than that are left.
 */
const atChromium = { ...beside, maxWorkers: 6, sequence: { groupOrder: 1 } } as const;

/** Three Firefoxes at once would hold each other up. */
const atFirefox = { ...beside, maxWorkers: 2, sequence: { groupOrder: 2 } } as const;

export default defineConfig(async ({ mode }) => ({
  ...builds[mode],
  test: {
    // Builds do not load what runs tests.
    ...(mode === "test" && { sequence: { sequencer: (await import("./tools/check/longest-first.ts")).LongestFirst } }),
    // Ends browsers that a worker's tests share.
    teardownTimeout: 180_000,
    projects: [
      {
        test: {
          ...atChromium,
          name: "unit",
          include: [
            "test/{client,core,look,ui,protocol,dialog,inpage,extension,recovery,webapp,demo,tools,docs,console/*}/**/*.test.{ts,tsx}",
          ],
          exclude: machineWide,
        },
      },
      {
        test: {
          ...beside,
          name: "service",
          include: ["test/server/**/*.test.ts"],
          globalSetup: ["test/support/program-setup.ts"],
        },
      },
      {
        // The service's tests again, on the other database.
        test: {
          ...beside,
          name: "postgres",
          include: ["test/server/**/*.test.ts"],
          exclude: sameOnAnyDatabase.map((name) => `test/server/**/${name}.test.ts`),
          globalSetup: ["test/support/program-setup.ts", "test/support/postgres-setup.ts"],
          setupFiles: ["test/support/on-postgres.ts"],
        },
      },
      { test: { ...beside, name: "interop", include: ["test/interop/**/*.test.ts"] } },
      {
        test: {
          ...atChromium,
          name: "e2e",
          include: ["test/{attack,e2e}/**/*.test.ts", "test/console/*.test.ts"],
          globalSetup: ["test/support/extension-setup.ts"],
        },
      },
      { test: { ...atFirefox, name: "firefox", include: ["test/firefox/**/*.test.ts"], exclude: machineWide } },
      { test: { ...patient, name: "machine", include: machineWide, environment: "node", fileParallelism: false } },
    ],
  },
}));

/** The HTML pages of a folder. */
function shells(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".html"))
    .map((name) => `${folder}/${name}`);
}

/**
 * Undoes what crxjs does with a script that is injected at run time: it makes the script web-accessible, which injection
 * does not need, and leaves a second, unused bundle of it.
 */
function keepInjectedScriptsPrivate(): CrxPlugin {
  return {
    name: "koshin:keep-injected-scripts-private",
    enforce: "post",
    renderCrxManifest(manifest) {
      delete manifest.web_accessible_resources;
      return manifest;
    },
    generateBundle(_options, bundle) {
      for (const [fileName, output] of Object.entries(bundle)) {
        const injected = output.type === "chunk" && output.facadeModuleId?.endsWith(".iife.ts") === true;
        if (injected) Reflect.deleteProperty(bundle, fileName);
      }
    },
  };
}

/** Builds a release without the demonstration's site, which nobody else has. */
function omitDemonstration({ moreHosts }: typeof here): Plugin {
  return {
    name: "koshin:omit-demonstration",
    load: (id) =>
      moreHosts.length === 0 && id.endsWith("/sites/demonstration-sites.ts") ? "export const demonstrationSites = [];" : null,
  };
}
