import { once } from "node:events";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { Site } from "../extension/site.ts";
import { serverIdentity } from "../support/server-identity.ts";

/** A replacement of a site's service, with a test's responses by path. */
export interface HostileService extends AsyncDisposable {
  /** The responses by path; for every other path, an empty page. */
  readonly answers: Map<string, RequestListener>;
  /** The proof host's response to every request. */
  proof: RequestListener | undefined;
  /** The requested paths, in order; cleared by tests. */
  readonly asked: string[];
}

/** Replaces a site's service with a hostile one that has the same certificate, as after a break-in. */
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
      // On a reused connection, a browser silently repeats a request that was cut off.
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
