import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../src/launch/root.mjs";
import { makePackages } from "./package/make-packages.ts";
import { takeStorePictures } from "./package/take-store-pictures.ts";

const help = `Usage: npm run package [-- OPTIONS]

Builds the extension for the stores of Chrome, Edge and Firefox, and the source archive for
Firefox's reviewers, reproducibly: the same bytes for the same sources. The module for web
apps is built into dist/inpage.

  --out DIR        folder for the archives (dist/packages)
  --screenshots    retakes the stores' pictures instead, in docs/store/images
  --json           prints one JSON line about the result
  --help           prints this help

Example: npm run package -- --json

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
    const made = await (options.screenshots ? takePictures() : packUp(options.out));
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

async function packUp(out: string): Promise<Made> {
  process.stderr.write("Building the extension for Chrome, Edge and Firefox …\n");
  const packages = await makePackages(out);
  const list = packages.map(({ file, bytes }) => `${relative(root, file)} (${Math.ceil(bytes / 1000)} kB)`);
  return { sentence: `Made ${list.join(", ")}.`, facts: { packages } };
}

async function takePictures(): Promise<Made> {
  process.stderr.write("Taking the stores' pictures …\n");
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
        screenshots: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return { ...values, out: values.out === undefined ? join(root, "dist", "packages") : fromWhereNpmWasCalled(values.out) };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${help}`);
    return undefined;
  }
}
