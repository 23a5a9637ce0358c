import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { isCurve, rsaBits, type KeyKind } from "../../../src/core/key-kind.ts";
import { freePort, listening } from "../../support/free-port.ts";
import { startPinned } from "./pinned-process.ts";
import { PlainClient } from "./plain-http.ts";

const run = promisify(execFile);
function keyOption(kind: KeyKind): string {
  return isCurve(kind) ? `ec_paramgen_curve:${kind}` : `rsa_keygen_bits:${rsaBits(kind)}`;
}
const configuration = { signing: { default: { expiry: "26280h", usages: ["client auth"] } } };

/** cfssl's table of certificates as in its SQLite migration, without the one for OCSP. */
const table = `create table certificates (
  serial_number blob not null, authority_key_identifier blob not null, ca_label blob, status blob not null, reason int,
  expiry timestamp, revoked_at timestamp, pem blob not null, primary key (serial_number, authority_key_identifier))`;

/** The configuration of `cfssl serve`. */
interface CfsslPlan {
  /** The folder of its authority and its database. */
  readonly folder: string;
  /** The kind of its authority's key. */
  readonly kind: KeyKind;
  /** Whether it records issued certificates in SQLite. */
  readonly recorded: boolean;
}

/** A `cfssl serve` that signs over plain HTTP with keep-alive; disposing throws if expected records are missing. */
export interface Cfssl extends AsyncDisposable {
  readonly pid: number;
  /** @param request PKCS#10, PEM */
  readonly sign: (request: string) => Promise<void>;
}

/** Starts it with a new authority. */
export async function startCfssl({ folder, kind, recorded }: CfsslPlan): Promise<Cfssl> {
  const name = join(folder, `cfssl-${kind}-${recorded ? "recorded" : "bare"}`);
  const [made, key, certificate] = [`${name}.made`, `${name}.key`, `${name}.pem`];
  const algorithm = isCurve(kind) ? "EC" : "RSA";
  const subject = ["-subj", "/CN=cfssl", "-days", "3650", "-keyout", made, "-out", certificate];
  await run("openssl", ["req", "-x509", "-newkey", algorithm, "-pkeyopt", keyOption(kind), "-nodes", ...subject]);
  // This cfssl does not support PKCS#8.
  await run("openssl", ["pkey", "-in", made, "-traditional", "-out", key]);
  await writeFile(`${name}.json`, JSON.stringify(configuration));
  const port = await freePort();
  const address = ["-address", "127.0.0.1", "-port", String(port), "-loglevel", "5"];
  const files = ["-ca", certificate, "-ca-key", key, "-config", `${name}.json`, ...(recorded ? await record(name) : [])];
  // cfssl prints nothing on standard output, so the shell prints the awaited line.
  const server = await startPinned("sh", ["-c", 'echo; exec "$@"', "sh", "cfssl", "serve", ...address, ...files]);
  const client = new PlainClient(port, "/api/v1/cfssl/sign", "application/json");
  await listening(port);
  let signed = 0;
  return {
    pid: server.pid,
    async sign(request) {
      await client.post(JSON.stringify({ certificate_request: request, hosts: [""] }));
      signed += 1;
    },
    async [Symbol.asyncDispose]() {
      client[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
      if (recorded && countRecorded(name) < signed) throw new Error("cfssl has recorded too few certificates.");
    },
  };
}

async function record(name: string): Promise<string[]> {
  using database = new DatabaseSync(`${name}.db`);
  database.exec(table);
  await writeFile(`${name}.db.json`, JSON.stringify({ driver: "sqlite3", data_source: `${name}.db` }));
  return ["-db-config", `${name}.db.json`];
}

function countRecorded(name: string): number {
  using database = new DatabaseSync(`${name}.db`);
  return Number(database.prepare("select count(*) as count from certificates").get()?.["count"]);
}
