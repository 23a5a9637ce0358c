import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, request } from "node:https";
import { TLSSocket } from "node:tls";
import { readKeyFile } from "../../../src/core/renewal/key-file.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { certificateOf } from "../../../src/demo/world-file.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { serverIdentity } from "../../support/server-identity.ts";
import type { Identity } from "../../support/tls-client.ts";
import type { Site } from "../site.ts";

/** Responds instead of the service; returns false to leave the request to the service. */
type Stead = (incoming: IncomingMessage, answer: ServerResponse) => boolean;

/** The real service behind a site without a status, with a demonstration world. */
export type SiteBehind = Pick<Site, "data" | "world" | "app">;

/** A site of the field: `POST /api/cert` and the file that it names, and nothing else. */
export interface StatuslessSite extends AsyncDisposable {
  readonly origin: string;
  /** Method and path of the requests, in order. */
  readonly asked: string[];
  stead: Stead;
}

/**
 * Starts such a site in front of the real service. It identifies one person by their certificate and forwards requests
 * with that certificate, because a proxy that terminates TLS cannot forward the client's.
 */
export async function startStatuslessSite(site: SiteBehind, cn: string): Promise<StatuslessSite> {
  const { authority } = dataFolder(site.data);
  const root = await readFile(authority.rootCertificate, "utf8");
  const holder = await identityOf(site, cn);
  const { serial } = certificateOf(site.world, cn);
  const asked: string[] = [];
  const state: { stead: Stead } = { stead: () => false };

  const ca = [root, await readFile(authority.issuingCertificate, "utf8")];
  const server = createServer(
    { ...(await serverIdentity(site.data)), ca, requestCert: true, rejectUnauthorized: false },
    (incoming, answer) => {
      const { method = "", url = "", socket } = incoming;
      asked.push(`${method} ${url.replace(/(?<=file\/).*/, "…")}`);
      if (state.stead(incoming, answer)) return;
      if (url !== "/api/cert" && !url.startsWith("/api/cert/file/")) {
        answer.writeHead(404, { "Content-Type": "text/html" }).end("<h1>Not Found</h1>");
        return;
      }
      const known = socket instanceof TLSSocket && socket.authorized && socket.getPeerCertificate().serialNumber === serial;
      if (known) forward(incoming, answer);
      else answer.writeHead(403).end();
    },
  );
  const forward = (incoming: IncomingMessage, answer: ServerResponse): void => {
    const { method, url: path, headers } = incoming;
    const to = { host: "127.0.0.1", servername: "localhost", port: new URL(site.app).port, ca: root, ...holder };
    const onward = request({ ...to, method, path, headers, agent: false }, (came) => {
      answer.writeHead(came.statusCode ?? 502, came.headers);
      came.pipe(answer);
    });
    onward.once("error", () => answer.destroy());
    incoming.pipe(onward);
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The site has no port.");
  return Object.assign(state, {
    origin: `https://localhost:${address.port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

async function identityOf(site: SiteBehind, cn: string): Promise<Identity> {
  const { p12, passwordFile } = certificateOf(site.world, cn);
  const password = (await readFile(passwordFile, "utf8")).trim();
  const { privateKey, certificate, chain } = await readKeyFile(new Uint8Array(await readFile(p12)), password);
  const cert = [certificate, ...chain].map((der) => encodePem("CERTIFICATE", der)).join("");
  return { cert, key: encodePem("PRIVATE KEY", privateKey) };
}
