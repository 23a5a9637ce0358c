import * as v from "valibot";
import type { Bytes } from "../core/bytes.ts";
import { RenewalError } from "../protocol/failure.ts";
import { FileOffer } from "../protocol/file-offer.ts";
import { paths } from "../protocol/paths.ts";
import type { ProblemCode } from "../protocol/problem.ts";
import { ask, codeOfRefusal, readJson, type Service, readLimitedBytes } from "./ask.ts";

/** A .p12 file whose key the service generated. */
export interface OrderedFile {
  readonly file: Bytes;
  readonly password: string;
}

const Password = v.pipe(v.string(), v.regex(/^[\x20-\x7e]{1,128}$/));
const Offer = v.object({ ...FileOffer.entries, pass: Password });

/** Timeout in milliseconds: the service generates a key, and the person may have to choose a certificate. */
const options = { timeout: 120_000, nameOfRefusal };

/**
 * Renews by `POST /api/cert` and a `GET` of the file that it names, which must be on the service's own host. Services
 * older than Koshin support only these two, and give no reason when they refuse.
 *
 * @throws RenewalError with the service's refusal, `renewal-not-offered`, `renewal-declined`, `unavailable`,
 * `unreachable`, or `answer-malformed`, also if the file is on another host
 */
export async function orderFile({ origin, transport }: Service): Promise<OrderedFile> {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const answer = await ask(transport, new URL(paths.certificate, origin), { method: "POST", headers, body: "{}" }, options);
  const { uri, pass } = await readJson(answer, Offer);
  const address = new URL(uri);
  if (address.hostname !== new URL(origin).hostname || address.username !== "" || address.password !== "") {
    throw new RenewalError("answer-malformed", "The service's response names a file on another host.");
  }
  const file = await ask(transport, address, { headers: { Accept: "application/json" } }, options);
  return { file: await readLimitedBytes(file), password: pass };
}

function nameOfRefusal(status: number, code: ProblemCode | undefined): RenewalError["code"] {
  if (code !== undefined && code !== "not-found") return code;
  if (status === 404 || status === 405 || status === 501) return "renewal-not-offered";
  return status >= 400 && status < 500 ? "renewal-declined" : codeOfRefusal(status, undefined);
}
