import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { run } from "../interop/tool.ts";
import type { Identity, Received } from "./tls-client.ts";

/** The response of `POST /api/cert`. */
export const FileOffer = v.strictObject({ uri: v.pipe(v.string(), v.url()), pass: v.string() });
export type FileOffer = v.InferOutput<typeof FileOffer>;

/** The offer in a response. */
export function offerOf({ status, body }: Pick<Received, "status" | "body">): FileOffer {
  if (status !== 200) throw new Error(`${status} ${body}`);
  return v.parse(v.pipe(v.string(), v.parseJson(), FileOffer), body);
}

/** Writes a certificate chain, its key and a root into files for programs. */
export async function writeIdentity(folder: string, { cert, key }: Identity, root: string): Promise<void> {
  await writeFile(join(folder, "own.pem"), cert + key, { mode: 0o600 });
  await writeFile(join(folder, "root.pem"), root);
}

/** The response that curl received, and its version of HTTP. */
export interface CurlAnswer {
  readonly status: number;
  readonly version: string;
  readonly octets: Buffer;
}

/** Sends a request with curl and the identity of `writeIdentity`; the body is in the file `answer` of that folder. */
export async function curl(folder: string, url: string, ...args: readonly string[]): Promise<CurlAnswer> {
  const answer = join(folder, "answer");
  const identity = ["--cert", join(folder, "own.pem"), "--cacert", join(folder, "root.pem")];
  const outcome = await run("curl", [
    "-sS",
    "-m",
    "20",
    "-o",
    answer,
    "-w",
    "%{http_code} %{http_version}",
    ...identity,
    ...args,
    url,
  ]);
  if (outcome.status !== 0) throw new Error(outcome.text);
  const [status, version = ""] = new TextDecoder().decode(outcome.stdout).split(" ");
  return { status: Number(status), version, octets: await readFile(answer) };
}
