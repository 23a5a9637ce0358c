import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../src/launch/root.mjs";
import { makePackages } from "./package/make-packages.ts";
import { takeStorePictures } from "./package/take-store-pictures.ts";

const help = `Usage: npm run package [-- OPTIONS]

Builds the extension for the stores of Chrome, Edge and Firefox, and the source archive for
Firefox's reviewers: the same bytes for the same sources, wherever and whenever. The module
that a web app includes is built into dist/inpage.

  --out DIR        where the archives go (dist/packages)
  --screenshots    takes the stores' pictures anew instead, in docs/store/images
  --json           prints one JSON line of what was made
  --help           prints this

Example: npm run package -- --json

Ends with 0 when done, 1 when something failed, 2 when the options are wrong.
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

/** npm runs its scripts in the checkout, wherever it was called. */
function fromWhereNpmWasCalled(path: string): string {
  return resolve(process.env["INIT_CWD"] ?? ".", path);
}

/** The options; undefined where they are wrong, which has been said then. */
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
