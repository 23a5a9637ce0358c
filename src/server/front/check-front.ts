import { X509Certificate } from "node:crypto";
import { request as plainRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { request as tlsRequest } from "node:https";
import { getCACertificates, connect as connectTls } from "node:tls";
import * as v from "valibot";
import { encodePem } from "../../core/x509/pem.ts";
import { paths } from "../../protocol/paths.ts";
import { Problem } from "../../protocol/problem.ts";
import type { Authority } from "../authority/authority.ts";
import { listensOf, type Front, type FrontListen } from "../settings/front.ts";
import { forms } from "./certificate-header.ts";
import { selfSigned, type Identity } from "./self-signed.ts";

/** What of a front is checked, and how it answered. */
interface Probe {
  readonly front: Front;
  readonly app: URL;
  /** A name of the proof host, in the same front. */
  readonly verify: string;
  readonly ca: readonly string[];
}

/** How long an answer may take, in milliseconds. */
const patience = 10_000;

/**
 * Tries at a front what it must guarantee, as a client that is up to no good: its own certificate's header, another host
 * than its handshake's, no host, HTTP/2, and a certificate that no front can verify, which the service must be shown.
 *
 * @param app the web app's public URL, at the front
 * @param hosts.verify the proof host
 * @returns a sentence about each guarantee that does not hold, and what to do; none if all hold
 */
export async function checkFront(
  front: Front,
  app: URL,
  { verify }: { readonly verify: string },
  authority: Pick<Authority, "root" | "issuing" | "otherRoots">,
  now: Date,
): Promise<readonly string[]> {
  const anchors = [authority.root, authority.issuing, ...authority.otherRoots].map((der) => encodePem("CERTIFICATE", der));
  const trusted = new Set([...getCACertificates("default"), ...getCACertificates("system"), ...anchors]);
  const probe: Probe = { front, app, verify: `check.${verify}`, ca: [...trusted] };
  const plain = await ask(probe, {});
  if (typeof plain === "string")
    return [`${app.origin} does not answer: ${plain}. Check the address, the front and its server certificate.`];
  if (plain.code !== "no-certificate") {
    const got = plain.code ?? `status ${plain.status}`;
    return [
      `${app.origin}${paths.status} answers a client without a certificate with ${got}, and not with no-certificate: the front does not pass the path on to this service, or does not say that there is no certificate. Correct its configuration.`,
    ];
  }
  // A certificate that everybody may have, and that is no client's: whoever believes the header judges it.
  const claimed = new X509Certificate(authority.issuing);
  const found = await Promise.all([
    findClaims(probe, claimed),
    findOtherHost(probe),
    findNameless(probe),
    findHttp2(probe),
    findUnpassed(probe, now),
    ...listensOf(front).map(async (listen) => await findOpenListener(front, listen, app, claimed)),
  ]);
  return found.flat();
}

/** The certificate's header, as the client writes it. */
async function findClaims(probe: Probe, claimed: X509Certificate): Promise<string[]> {
  const { header, form } = probe.front;
  const name = header ?? forms[form].header;
  const spellings = [name, name.toLowerCase(), name.replaceAll("-", "_")];
  const sentences = spellings.map(async (spelling) => {
    const answer = await ask(probe, { headers: { [spelling]: forms[form].encode(claimed) } });
    if (typeof answer === "string" || isHarmless(answer)) return [];
    return [
      `A client's own ${spelling} reaches the service, and is believed (${answer.code ?? answer.status}): everybody can claim any certificate. Have the front set ${name} for every request, and drop names with underscores.`,
    ];
  });
  return [...new Set((await Promise.all(sentences)).flat())];
}

/** `no-certificate`, as without the header, or refused for the header. */
function isHarmless({ status, code }: Answer): boolean {
  return code === "no-certificate" || code === "front-not-trusted" || (code === undefined && status >= 400 && status < 500);
}

/** A request for the proof host in a connection to the app's, also with the name of its handshake forged. */
async function findOtherHost(probe: Probe): Promise<string[]> {
  const { serverNameHeader } = probe.front;
  for (const headers of [{}, { [serverNameHeader]: probe.verify }]) {
    const answer = await ask(probe, { headers: { ...headers, Host: withPort(probe.verify, probe.app) } });
    if (typeof answer === "string" || answer.status === 421 || answer.status === 400) continue;
    return [
      `A request for ${probe.verify} is answered (${answer.code ?? answer.status}) in a connection whose handshake named ${probe.app.hostname}: a proof would present the certificate that was chosen for the app. Have the front set ${serverNameHeader} to the handshake's host for every request.`,
    ];
  }
  return [];
}

async function findNameless(probe: Probe): Promise<string[]> {
  const answer = await ask(probe, { serverName: "" });
  if (typeof answer === "string" || (answer.status >= 400 && answer.code !== "no-certificate")) return [];
  return [
    "A request is answered though its handshake named no host (SNI). Have the front pass the handshake's host on as it is, and not the request's.",
  ];
}

/** HTTP/2 would let a browser use one connection for several hosts. */
async function findHttp2({ app, ca }: Probe): Promise<string[]> {
  const protocol = await new Promise<string | false | null>((resolve) => {
    const socket = connectTls({
      host: app.hostname,
      port: Number(app.port || 443),
      servername: app.hostname,
      ALPNProtocols: ["h2", "http/1.1"],
      ca: [...ca],
      timeout: patience,
    });
    const end = (value: string | false | null): void => {
      socket.destroy();
      resolve(value);
    };
    socket.once("secureConnect", () => end(socket.alpnProtocol));
    for (const event of ["error", "timeout"]) socket.once(event, () => end(null));
  });
  return protocol === "h2"
    ? [
        "The front offers HTTP/2: a browser uses one connection for several hosts, with the certificate that was chosen for the first. Switch HTTP/2 off for these hosts.",
      ]
    : [];
}

/** A certificate that the front cannot verify must reach the service, which says what is wrong with it. */
async function findUnpassed(probe: Probe, now: Date): Promise<string[]> {
  const answer = await ask(probe, { identity: await selfSigned(now) });
  if (typeof answer !== "string" && answer.code === "unknown-issuer") return [];
  const got = typeof answer === "string" ? answer : (answer.code ?? `status ${answer.status}`);
  return [
    `A certificate that the front cannot verify does not reach the service (${got}): people with an unusual one are not told what is wrong with it. Have the front ask every client for a certificate, and accept those that it cannot verify.`,
  ];
}

/** Whether a program on this machine can claim a certificate at the service's own port for the front. */
async function findOpenListener(front: Front, listen: FrontListen, app: URL, claimed: X509Certificate): Promise<string[]> {
  if ("path" in listen || front.secretFile === undefined) return [];
  const header = front.header ?? forms[front.form].header;
  const answer = await settle((done) =>
    plainRequest(
      {
        host: listen.host,
        port: listen.port,
        path: paths.status,
        headers: { Host: app.host, [header]: forms[front.form].encode(claimed), [front.serverNameHeader]: app.hostname },
        timeout: patience,
      },
      done,
    ),
  );
  if (typeof answer === "string" || answer.code === "front-not-trusted") return [];
  return [
    `The service's port ${listen.port} for the front answers a request without its secret. Restart the service, so that it reads front.secretFile.`,
  ];
}

interface Question {
  readonly headers?: Readonly<Record<string, string>>;
  readonly identity?: Identity;
  /** The host in the handshake; by default the URL's, empty for none. */
  readonly serverName?: string;
}

/** An answer, with the code of a refusal. */
interface Answer {
  readonly status: number;
  readonly code: string | undefined;
}

/** Asks the front for the status; an error is its message. */
async function ask({ app, ca }: Probe, { headers, identity, serverName }: Question): Promise<Answer | string> {
  return await settle((done) =>
    tlsRequest(
      {
        host: app.hostname,
        port: Number(app.port || 443),
        path: paths.status,
        servername: serverName ?? app.hostname,
        headers: { Host: app.host, ...headers },
        ca: [...ca],
        agent: false,
        timeout: patience,
        ...identity,
      },
      done,
    ),
  );
}

/** The codes of OpenSSL for a chain that ends in no authority that is trusted here. */
const untrusted: ReadonlySet<unknown> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);
const untrustedInWords =
  "this machine trusts no authority that has signed its server certificate. Have the front send the intermediate certificates; if the authority is a private one, add it to the trusted certificates of this machine, or name its file in NODE_EXTRA_CA_CERTS";

/** Sends a request, and reads its answer. */
async function settle(begin: (done: (incoming: IncomingMessage) => void) => ClientRequest): Promise<Answer | string> {
  return await new Promise((resolve) => {
    const outgoing = begin((incoming) => {
      let body = "";
      incoming.setEncoding("utf8");
      incoming.on("data", (chunk: string) => (body += body.length < 65_536 ? chunk : ""));
      incoming.once("error", (error) => resolve(error.message));
      incoming.once("end", () => {
        const problem = v.safeParse(v.pipe(v.string(), v.parseJson(), Problem), body);
        resolve({ status: incoming.statusCode ?? 0, code: problem.success ? problem.output.code : undefined });
      });
    });
    outgoing.once("timeout", () => outgoing.destroy(new Error("no answer in time")));
    outgoing.once("error", (error) => resolve("code" in error && untrusted.has(error.code) ? untrustedInWords : error.message));
    outgoing.end();
  });
}

function withPort(host: string, { port }: URL): string {
  return port === "" ? host : `${host}:${port}`;
}
