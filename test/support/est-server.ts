import { once } from "node:events";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { text } from "node:stream/consumers";
import { fromBase64, toBase64 } from "../../src/core/base64.ts";
import type { Bytes } from "../../src/core/bytes.ts";
import { writeCertsOnly } from "../../src/core/x509/certs-only.ts";
import { decodePem, encodePem } from "../../src/core/x509/pem.ts";
import { OpensslFolder } from "./openssl-authority.ts";

/** How the server answers a request for a certificate: with it, or otherwise. */
export type EstAnswer = (request: Bytes, outgoing: ServerResponse) => Promise<void> | void;

/** What a certificate is to be like. */
interface SignOptions {
  /** The name of the authority, by default `ca`. */
  readonly by?: string;
  /** As OpenSSL writes it; by default the request's. */
  readonly subject?: string;
  /** By default 400. */
  readonly days?: number;
  /** As OpenSSL's configuration writes them. */
  readonly extensions?: string;
}

/** An EST server whose answers a test decides, and whose certificates OpenSSL signs. */
export interface EstServer extends AsyncDisposable {
  readonly url: string;
  /** Where OpenSSL keeps the authority, `ca.pem`, and the credential of a client, `ra.pem` and `ra.key`. */
  readonly openssl: OpensslFolder;
  /** The requests for certificates that came, DER. */
  readonly requests: Bytes[];
  /** How it answers; by default it signs. */
  answer: EstAnswer;
  /** Signs a request. */
  sign(request: Bytes, options?: SignOptions): Promise<Bytes>;
  /** Answers with certificates. */
  send(outgoing: ServerResponse, ...certificates: readonly Bytes[]): void;
}

/**
 * Starts the server.
 *
 * @param existing the files of an authority that signs, and of its root, PEM; by default one is made
 */
export async function startEstServer(existing?: {
  readonly certificate: string;
  readonly key: string;
  readonly root: string;
}): Promise<EstServer> {
  await using cleaning = new AsyncDisposableStack();
  const openssl = cleaning.use(await OpensslFolder.create());
  await openssl.make("ca", { subject: "/C=JP/O=Cloud/CN=Cloud CA" });
  if (existing !== undefined) {
    await copyFile(existing.certificate, openssl.path("ca.pem"));
    await copyFile(existing.key, openssl.path("ca.key"));
  }
  await copyFile(existing?.root ?? openssl.path("ca.pem"), openssl.path("root.pem"));
  await openssl.make("other", { subject: "/C=JP/O=Cloud/CN=Cloud CA" });
  await openssl.make("server", { by: "ca", extensions: ["subjectAltName=DNS:localhost"] });
  await openssl.make("ra", { by: "ca", extensions: ["extendedKeyUsage=clientAuth"] });
  const read = async (name: string): Promise<string> => await readFile(openssl.path(name), "utf8");
  const requests: Bytes[] = [];
  let count = 0;
  const server = createServer({
    ...{ cert: await read("server.pem"), key: await read("server.key"), ca: (await read("root.pem")) + (await read("ca.pem")) },
    ...{ requestCert: true, rejectUnauthorized: true },
  });
  server.on("request", (incoming, outgoing) => void take(incoming, outgoing));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleaning.defer(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No address.");
  const everything = cleaning.move();
  const started: EstServer = {
    url: `https://localhost:${address.port}`,
    openssl,
    requests,
    answer: async (request, outgoing) => started.send(outgoing, await started.sign(request)),
    async sign(
      request,
      { by = "ca", subject, days = 400, extensions = "basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth" } = {},
    ) {
      const stem = `signed-${++count}`;
      await writeFile(openssl.path(`${stem}.csr`), encodePem("CERTIFICATE REQUEST", request));
      await writeFile(openssl.path(`${stem}.cnf`), `[ x ]\n${extensions}\n`);
      await openssl.openssl(
        ...[
          "x509",
          "-req",
          "-in",
          `${stem}.csr`,
          "-CA",
          `${by}.pem`,
          "-CAkey",
          `${by}.key`,
          "-days",
          String(days),
          "-out",
          `${stem}.pem`,
        ],
        ...["-extfile", `${stem}.cnf`, "-extensions", "x", ...(subject === undefined ? [] : ["-subj", subject])],
      );
      const [der] = decodePem("CERTIFICATE", await read(`${stem}.pem`));
      if (der === undefined) throw new Error("OpenSSL signed nothing.");
      return der;
    },
    send(outgoing, ...certificates) {
      outgoing.setHeader("Content-Type", "application/pkcs7-mime; smime-type=certs-only");
      outgoing.end(toBase64(writeCertsOnly(certificates)));
    },
    [Symbol.asyncDispose]: async () => await everything.disposeAsync(),
  };
  return started;

  async function take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    if (incoming.url === "/.well-known/est/cacerts") {
      started.send(outgoing, ...decodePem("CERTIFICATE", await read("ca.pem")));
      return;
    }
    const request = fromBase64(await text(incoming));
    requests.push(request);
    await started.answer(request, outgoing);
  }
}
