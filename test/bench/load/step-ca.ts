import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { freePort, listening } from "../../support/free-port.ts";
import { startPinned, type PinnedProcess } from "./pinned-process.ts";

const run = promisify(execFile);
const source = fileURLToPath(new URL("step-ca/main.go", import.meta.url));

/** The databases of step-ca that are durable before it responds. */
export type StepDatabase = "bbolt" | "badgerv2";

/** A step-ca that renews over mutual TLS. */
export type StepCa = PinnedProcess & { readonly port: number };

/**
 * Builds step-ca from the sources in Debian's package; no other module is downloaded.
 *
 * @param folder the folder for the program
 * @returns its path
 */
export async function buildStepCa(folder: string): Promise<string> {
  const program = join(folder, "step-ca");
  const env = { ...process.env, GO111MODULE: "off", GOPATH: "/usr/share/gocode", GOFLAGS: "", CGO_CFLAGS: "-w" };
  await run("go", ["build", "-o", program, source], { env });
  return program;
}

/**
 * Starts step-ca with the authority of a data folder, so that it renews its certificates.
 *
 * @param program the program built by `buildStepCa`
 * @param data the data folder, also for step-ca's configuration and database
 */
export async function startStepCa(program: string, data: string, type: StepDatabase): Promise<StepCa> {
  const { authority, passphrase } = dataFolder(data);
  const port = await freePort();
  const configuration = {
    root: authority.rootCertificate,
    crt: authority.issuingCertificate,
    key: authority.issuingKey,
    address: `127.0.0.1:${port}`,
    dnsNames: ["localhost"],
    db: { type, dataSource: join(data, `step-ca-${type}`) },
    authority: { provisioners: [] },
  };
  const file = join(data, `step-ca-${type}.json`);
  await writeFile(file, JSON.stringify(configuration));
  const password = (await readFile(passphrase, "utf8")).trim();
  const server = await startPinned(program, [file], { STEP_CA_PASSWORD: password });
  await listening(port);
  return { ...server, port };
}
