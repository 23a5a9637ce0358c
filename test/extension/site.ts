import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pino } from "pino";
import * as v from "valibot";
import type { World } from "../../src/demo/world-file.ts";
import type { WebApp } from "../../src/server/routes/http/environment.ts";
import { serve, type RunningService } from "../../src/server/serve.ts";
import { copyWorld } from "../support/copied-world.ts";

const LogLine = v.object({ host: v.string(), method: v.string(), path: v.string(), status: v.number() });
/** A request to the service. */
type Answered = v.InferOutput<typeof LogLine>;

/** The real service, with inert pages. */
export interface Site extends AsyncDisposable {
  readonly data: string;
  readonly world: World;
  /** Origins. */
  readonly app: string;
  readonly verify: string;
  /** The requests to the service, in order; cleared by tests. */
  readonly answered: Answered[];
  /** Stops the service. */
  stop(): Promise<void>;
  /** Restarts it at the same address. */
  startAgain(): Promise<void>;
}

/** Starts a service with a demonstration world on a free port; `webapp` is what answers on the web app's host. */
export async function startSite(webapp: WebApp = page): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), "koshin-site-"));
  const data = join(folder, "data");
  const world = await copyWorld(data);
  const answered: Answered[] = [];
  const start = (port: number): Promise<RunningService> => serve({ data, port, webapp, log: pino({}, recordInto(answered)) });
  let running: RunningService | undefined = await start(0);
  const { addresses } = running;
  const stop = async (): Promise<void> => {
    await running?.close();
    running = undefined;
  };
  return {
    ...addresses,
    data,
    world,
    answered,
    stop,
    startAgain: async () => {
      running = await start(Number(new URL(addresses.app).port));
    },
    [Symbol.asyncDispose]: async () => {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** A page that does nothing; with `?handover` it hands over as early as possible, and records the replies. */
function page(request: Request): Response {
  const { pathname, search } = new URL(request.url);
  const script = search === "?handover" ? `<script>${handOverAtOnce}</script>` : "";
  const body = `<!doctype html><html lang="en"><title>Test</title>${script}<h1>${pathname}</h1>`;
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    // The extension must work whatever the page's policy forbids.
    "Content-Security-Policy": "default-src 'none'; script-src 'unsafe-inline'; connect-src 'self' blob:",
  };
  return new Response(body, { headers });
}

const handOverAtOnce = `
  const { port1, port2 } = new MessageChannel();
  const { dataset } = document.documentElement;
  dataset.heard = "";
  port1.onmessage = ({ data }) => (dataset.heard += " " + data.koshin);
  postMessage({ koshin: "handover" }, location.origin, [port2]);
`;

function recordInto(answered: Answered[]): Writable {
  return new Writable({
    write(line: Buffer, _encoding, done) {
      const read = v.safeParse(v.pipe(v.string(), v.parseJson(), LogLine), line.toString());
      if (read.success) answered.push(read.output);
      done();
    },
  });
}
