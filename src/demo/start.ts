import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { defaultData } from "./default-data.ts";
import { untilSignal } from "./until-signal.ts";

/** The most days that client28 can have left: a certificate is valid for three years, and must already be valid. */
const mostDaysLeft = 1094;

const help = `Usage: npm start [-- OPTIONS]

Starts the demonstration: the certificate service, its web app, and a browser with the
extension and a certificate that has 71 days left. Press Ctrl-C to stop everything.

  --data DIR       folder of the demonstration's data (${defaultData()})
  --fresh          recreates the data; by default the data of the previous start is kept
  --days N         recreates the data with N days left (0 to ${mostDaysLeft}) for that certificate
  --app URL        a development server that replaces the web app, such as http://localhost:5173;
                   the browser then has no extension, so that the app's own module shows the dialog
  --port PORT      port of the service; 0 takes any free port (8443)
  --code           prints the code with which the administrator of the demonstration that is
                   running logs in to the administrators' site
  --operator-code  the same for its system operator
  --unattended     renews in a headless browser without interaction, with separate data,
                   prints one JSON line on standard output and exits; on standard error
                   are its steps, and what it installs, builds and warns of
  --pictures DIR   where --unattended saves pictures of what a person sees (a temporary folder)
  --help           prints this help

Examples: npm start -- --days 5
          npm start -- --app http://localhost:5173
          npm start -- --unattended --pictures pictures

Exit code: 0 when done, 1 when something failed, 2 for invalid options.
`;

process.exit(await main());

async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) return 2;
  if (options.help) {
    process.stdout.write(help);
    return 0;
  }
  try {
    // Loaded on demand, because loading them takes seconds.
    if (options.code || options["operator-code"]) {
      const { sayCode } = await import("./say-code.ts");
      await sayCode(options.data, options.code ? "administrator" : "systemOperator", new Date());
      return 0;
    }
    if (!options.unattended) {
      const { demonstrate } = await import("./demonstrate.ts");
      await demonstrate(options, untilSignal());
      return 0;
    }
    const { renewUnattended } = await import("./unattended.ts");
    const outcome = await renewUnattended(options.pictures, untilSignal());
    process.stdout.write(JSON.stringify(outcome) + "\n");
    return 0;
  } catch (error) {
    process.stderr.write(sentences(error).join("\n  because: ") + "\n");
    return 1;
  }
}

/** The options; undefined, after printing why, if they are invalid. */
function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: "string" },
        fresh: { type: "boolean", default: false },
        days: { type: "string" },
        app: { type: "string" },
        port: { type: "string" },
        code: { type: "boolean", default: false },
        "operator-code": { type: "boolean", default: false },
        unattended: { type: "boolean", default: false },
        pictures: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.port !== undefined && !/^\d{1,5}$/.test(values.port)) throw new Error("--port takes a number.");
    if (values.unattended && (values.data ?? values.port ?? values.days ?? values.app) !== undefined) {
      throw new Error("--unattended uses its own data, port and web app: leave out --data, --port, --days and --app.");
    }
    return {
      ...values,
      data: values.data === undefined ? defaultData() : fromWhereNpmWasCalled(values.data),
      days: values.days === undefined ? undefined : readDays(values.days),
      app: values.app === undefined ? undefined : readAppAddress(values.app),
      port: values.port === undefined ? undefined : Number(values.port),
      pictures: values.pictures === undefined ? undefined : fromWhereNpmWasCalled(values.pictures),
    };
  } catch (error) {
    process.stderr.write(`${sentences(error).map(withFullStop).join(" ")} See npm start -- --help.\n`);
    return undefined;
  }
}

function readDays(text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) > mostDaysLeft)
    throw new Error(`--days takes a whole number from 0 to ${mostDaysLeft}.`);
  return Number(text);
}

/**
 * Reads the address of a development server. Its path, if it has one, is the page that opens.
 *
 * @throws Error if it is not an http or https URL
 */
function readAppAddress(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "")
    throw new Error("--app takes the URL of a development server, such as http://localhost:5173.");
  return url;
}

/** npm runs its scripts in the checkout, whatever folder it was called from. */
function fromWhereNpmWasCalled(path: string): string {
  return resolve(process.env["INIT_CWD"] ?? ".", path);
}

/** Node's own messages about options have no full stop. */
function withFullStop(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

/** The messages of an error and its causes. */
function sentences(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  return [error.message, ...(error.cause === undefined ? [] : sentences(error.cause))];
}
