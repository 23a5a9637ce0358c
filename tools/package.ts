import { readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { readSiteFile } from "../src/extension/sites/site-list.ts";
import { root } from "../src/launch/root.mjs";
import { extensionIdOf, publicKeyOf, readOrMakeKey } from "./package/crx.ts";
import type { OwnServer } from "./package/make-packages.ts";

const help = `Usage: npm run package [-- OPTIONS]

Builds the extension for the stores of Chrome, Edge and Firefox, and the source archive for
Firefox's reviewers, reproducibly: the same bytes for the same sources. The module for web
apps is built into dist/inpage.

  --out DIR        folder for the archives (dist/packages)
  --key FILE       also makes the files for an update server of your own: koshin-….crx and
                   koshin.xml for Chrome and Edge, koshin-…-selfhosted.xpi and updates.json
                   for Firefox. FILE is your RSA key (PEM), created if missing; keep it:
                   the extension's ID comes from it, and updates need the same key
  --updates URL    the https address of the folder on that server
  --sites FILE     a list of sites, saved on the options page, that these files may act on
                   without each person's "Allow"
  --screenshots    retakes the stores' pictures instead, in docs/store/images
  --json           prints one JSON line about the result
  --help           prints this help

Examples: npm run package -- --json
          npm run package -- --key koshin.pem --updates https://updates.example/koshin/

Exit code: 0 when done, 1 when something failed, 2 for invalid options.
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
    const made = await (options.screenshots ? takePictures() : packUp(options.out, await readOwnServer(options)));
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

async function packUp(out: string, own: OwnServer | undefined): Promise<Made> {
  process.stderr.write("Building the extension for Chrome, Edge and Firefox …\n");
  // Loaded on demand, like the pictures below, because loading both takes seconds.
  const { makePackages } = await import("./package/make-packages.ts");
  const packages = await makePackages(out, own);
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
  const { takeStorePictures } = await import("./package/take-store-pictures.ts");
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
    const { values } = parseArgs({
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
    if ((values.key === undefined) !== (values.updates === undefined)) throw new Error("--key and --updates go together.");
    if (values.sites !== undefined && values.key === undefined) throw new Error("--sites needs --key and --updates.");
    if (values.updates !== undefined && !/^https:\/\/.+\/$/.test(URL.parse(values.updates)?.href ?? ""))
      throw new Error("--updates must be an https address of a folder, with a slash at its end.");
    return { ...values, out: values.out === undefined ? join(root, "dist", "packages") : fromWhereNpmWasCalled(values.out) };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${help}`);
    return undefined;
  }
}
