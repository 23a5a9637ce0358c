import { mkdir, readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { readSiteFile } from "../src/extension/sites/site-list.ts";
import { root } from "../src/launch/root.mjs";
import { makeFolders } from "../src/server/system/make-folders.ts";
import { extensionIdOf, publicKeyOf, readOrMakeKey } from "./package/extension/crx.ts";
import type { OwnServer } from "./package/extension/make-archives.ts";
import { writeSums, type MadePackage } from "./package/made-package.ts";
import { makers, packageKinds, type PackageKind } from "./package/makers.ts";

const help = `Usage: npm run package [-- KIND… OPTIONS]

Makes packages, reproducibly: the same bytes for the same sources. SHA256SUMS has the sums of
all of them. Without a KIND it makes all.

  extension        the extension for the stores of Chrome, Edge and Firefox, and the source
                   archive for Firefox's reviewers
  npm              the program and the module for web apps, for npm install
  deb              the service for Debian and Ubuntu, with its own Node.js
  oci              an image of the service for containers, for Docker, Podman and others

  --out DIR        folder for the packages (dist/package)
  --json           prints one JSON line about the result
  --help           prints this help

For the extension:

  --key FILE       also makes the files for an update server of your own: koshin-….crx and
                   koshin.xml for Chrome and Edge, koshin-…-selfhosted.xpi and updates.json
                   for Firefox. FILE is your RSA key (PEM), created if missing; keep it:
                   the extension's ID comes from it, and updates need the same key
  --updates URL    the https address of the folder on that server
  --sites FILE     a list of sites, saved on the options page, that these files may act on
                   without each person's "Allow"
  --screenshots    retakes the stores' pictures instead, in docs/store/images

Examples: npm run package -- npm
          npm run package -- extension --key koshin.pem --updates https://updates.example/koshin/

Exit code: 0 when done, 1 when something failed, 2 for invalid arguments.
`;

process.exitCode = await main();

async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) return 2;
  if (options.help) {
    process.stdout.write(help);
    return 0;
  }
  try {
    const made = await (options.screenshots ? takePictures() : makePackages(options));
    process.stdout.write(options.json ? JSON.stringify(made.facts) + "\n" : made.sentence + "\n");
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

interface Made {
  readonly sentence: string;
  readonly facts: unknown;
}

interface Order extends OwnServerOptions {
  readonly kinds: readonly PackageKind[];
  readonly out: string;
}

async function makePackages({ kinds: wanted, out, ...options }: Order): Promise<Made> {
  const own = await readOwnServer(options);
  await makeFolders(out, async (each) => await mkdir(each));
  const packages: MadePackage[] = [];
  for (const kind of wanted) {
    process.stderr.write(`Making ${kind} …\n`);
    packages.push(...(await makers[kind](out, own)));
  }
  await writeSums(out);
  const list = packages.map(({ file, bytes }) => `${relative(root, file)} (${Math.ceil(bytes / 1000)} kB)`);
  const extensionId = own === undefined ? undefined : extensionIdOf(publicKeyOf(own.key));
  const id = extensionId === undefined ? "" : ` The ID of the self-hosted package in Chrome and Edge is ${extensionId}.`;
  return { sentence: `Made ${list.join(", ")}.${id}`, facts: { packages, extensionId } };
}

interface OwnServerOptions {
  readonly key?: string | undefined;
  readonly updates?: string | undefined;
  readonly sites?: string | undefined;
}

/** @throws Error if a file is missing or invalid */
async function readOwnServer({ key, updates, sites }: OwnServerOptions): Promise<OwnServer | undefined> {
  if (key === undefined || updates === undefined) return undefined;
  const listed = sites === undefined ? [] : readSiteFile(await readFile(fromWhereNpmWasCalled(sites), "utf8"));
  if (listed === undefined) throw new Error(`${sites} is not a list of sites. Save one on the extension's options page.`);
  return { key: await readOrMakeKey(fromWhereNpmWasCalled(key)), updates: new URL(updates), sites: listed };
}

async function takePictures(): Promise<Made> {
  process.stderr.write("Taking the stores' pictures …\n");
  const { takeStorePictures } = await import("./package/extension/take-store-pictures.ts");
  const pictures = await takeStorePictures(join(root, "docs", "store", "images"));
  return { sentence: `Took ${pictures.length} pictures in docs/store/images.`, facts: { pictures } };
}

/** npm runs its scripts in the checkout, whatever folder it was called from. */
function fromWhereNpmWasCalled(path: string): string {
  return resolve(process.env["INIT_CWD"] ?? ".", path);
}

/** The options; undefined, after printing why, if they are invalid. */
function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        out: { type: "string" },
        key: { type: "string" },
        updates: { type: "string" },
        sites: { type: "string" },
        screenshots: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const unknown = positionals.find((name) => !packageKinds.some((kind) => kind === name));
    if (unknown !== undefined) throw new Error(`There is no package ${unknown}.`);
    if ((values.key === undefined) !== (values.updates === undefined)) throw new Error("--key and --updates go together.");
    if (values.sites !== undefined && values.key === undefined) throw new Error("--sites needs --key and --updates.");
    if (values.updates !== undefined && !/^https:\/\/.+\/$/.test(URL.parse(values.updates)?.href ?? ""))
      throw new Error("--updates must be an https address of a folder, with a slash at its end.");
    const wanted = positionals.length === 0 ? packageKinds : packageKinds.filter((kind) => positionals.includes(kind));
    const out = values.out === undefined ? join(root, "dist", "package") : fromWhereNpmWasCalled(values.out);
    return { ...values, kinds: wanted, out };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${help}`);
    return undefined;
  }
}
