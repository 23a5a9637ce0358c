import { once } from "node:events";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { Site } from "../extension/site.ts";
import { serverIdentity } from "../support/server-identity.ts";

/** What stands in the place of a site's service, and answers whatever a test wants, path by path. */
export interface HostileService extends AsyncDisposable {
  /** The answers by path; every other path gets an empty page. */
  readonly answers: Map<string, RequestListener>;
  /** The proof host's answer, to whatever it is asked. */
  proof: RequestListener | undefined;
  /** The paths that were asked for, in order; tests empty it. */
  readonly asked: string[];
}

/** Takes a site's service away and puts another one in its place, with the same certificate: somebody broke in. */
export async function takeOver(site: Site): Promise<HostileService> {
  await site.stop();
  const service: { answers: Map<string, RequestListener>; proof: RequestListener | undefined; asked: string[] } = {
    answers: new Map(),
    proof: undefined,
    asked: [],
  };
  const proofHost = new URL(site.verify).host;
  const server = createServer(
    { ...(await serverIdentity(site.data)), requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      // On a connection that has served before, a browser repeats a request that was cut off, without a word.
      response.shouldKeepAlive = false;
      const { pathname } = new URL(request.url ?? "/", site.app);
      service.asked.push(pathname);
      const answer = request.headers.host === proofHost ? service.proof : service.answers.get(pathname);
      if (answer !== undefined) answer(request, response);
      else
        response
          .setHeader("Content-Type", "text/html; charset=utf-8")
          .end('<!doctype html><html lang="en"><title>Test</title><h1>Menu</h1>');
    },
  );
  server.listen(Number(new URL(site.app).port), "127.0.0.1");
  await once(server, "listening");
  return Object.assign(service, {
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  });
}
