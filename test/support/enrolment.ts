import * as v from "valibot";
import { fromBase64, toBase64 } from "../../src/core/base64.ts";
import type { KeyKind } from "../../src/core/key-kind.ts";
import { encodeName } from "../../src/core/name/name.ts";
import type { Subject } from "../../src/core/name/subject.ts";
import { parseCertificate, type Certificate } from "../../src/core/x509/certificate.ts";
import { readCertsOnly } from "../../src/core/x509/certs-only.ts";
import { exportPrivateKey, generateKeyPair } from "../../src/core/x509/key-pair.ts";
import { encodePem } from "../../src/core/x509/pem.ts";
import { createRequest } from "../../src/core/x509/request.ts";
import { AdministrationProblem } from "../../src/protocol/console/problem.ts";
import { paths } from "../../src/protocol/paths.ts";
import { preconditionHeaders, type Precondition } from "../../src/protocol/precondition.ts";
import type { StageReport } from "../../src/protocol/stage.ts";
import { Status } from "../../src/protocol/status.ts";
import { send, type Connection, type Identity, type Received } from "./tls-client.ts";

/** A certificate request, with its private key. */
export interface MadeRequest {
  /** PKCS#10 in base64, as sent. */
  readonly body: string;
  /** PEM. */
  readonly key: string;
}

/** Creates a PKCS#10 request with a new key. */
export async function makeRequest(subject: Subject, kind: KeyKind = "P-256"): Promise<MadeRequest> {
  const keys = await generateKeyPair(kind);
  const body = toBase64(await createRequest(encodeName(subject), keys));
  return { body, key: encodePem("PRIVATE KEY", await exportPrivateKey(keys)) };
}

/** Sends a request to `simplereenroll`. */
export async function enrol(connection: Connection, body: string, precondition?: Precondition): Promise<Received> {
  const conditions = precondition ? preconditionHeaders(precondition) : {};
  const headers = { "Content-Type": "application/pkcs10", ...conditions };
  return await send(connection, { method: "POST", path: paths.reenrol, headers, body });
}

/** The certificates of an EST response, such as that of `cacerts`. */
export function certificatesOf(received: Pick<Received, "status" | "body">): [Certificate, ...Certificate[]] {
  if (received.status !== 200) throw new Error(`${received.status} ${received.body}`);
  const [leaf, ...others] = readCertsOnly(fromBase64(received.body)).map(parseCertificate);
  if (leaf === undefined) throw new Error("The response contains no certificate.");
  return [leaf, ...others];
}

/** The certificate in the response to an enrolment, which contains no other (RFC 7030, section 4.2.3). */
export function issuedIn(received: Pick<Received, "status" | "body">): Certificate {
  const [issued, ...others] = certificatesOf(received);
  if (others.length > 0) throw new Error("The response contains more than the issued certificate.");
  return issued;
}

/** Renews and returns the new identity. */
export async function renewed(
  connection: Connection,
  subject: Subject,
  precondition?: Precondition,
): Promise<Identity & { readonly serial: string }> {
  const request = await makeRequest(subject);
  const { der, serial } = issuedIn(await enrol(connection, request.body, precondition));
  return { cert: encodePem("CERTIFICATE", der), key: request.key, serial };
}

/** Requests the status. */
export async function askStatus(connection: Connection): Promise<Status> {
  return v.parse(v.pipe(v.string(), v.parseJson(), Status), (await send(connection, { path: paths.status })).body);
}

/** Reports a stage. */
export async function report(connection: Connection, body: StageReport): Promise<Received> {
  const headers = { "Content-Type": "application/json" };
  return await send(connection, { method: "POST", path: paths.stage, headers, body: JSON.stringify(body) });
}

/** A refusal as status and code: `403 revoked`. */
export function refusalOf(received: Pick<Received, "status" | "headers" | "body">): string {
  const problem = v.parse(v.pipe(v.string(), v.parseJson(), AdministrationProblem), received.body);
  if (problem.status !== received.status) throw new Error("The problem's status differs from the response's.");
  if (received.headers["content-type"] !== "application/problem+json") throw new Error("Unexpected media type.");
  return `${received.status} ${problem.code}`;
}
