import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { defaultLimits } from "../../src/server/settings/operation-settings.ts";
import { defaultSettings } from "../../src/server/settings/settings.ts";
import type { Figure, Measurement } from "./figure.ts";
import { LoadConnection } from "./load/connection.ts";
import { startKoshin, withDataFolder } from "./load/loaded-service.ts";
import { startPinned } from "./load/pinned-process.ts";
import { populate, type Person } from "./load/population.ts";
import { Contender, takeTurns, width } from "./load/rate.ts";

const host = "app.localhost";
const turns = 20;
const script = (name: string): string => fileURLToPath(new URL(`load/${name}`, import.meta.url));

/**
 * Requests to an app through the service, on open connections, compared with what the library alone does on the same listener:
 * the rate, and the time that the service adds to one request after the other. The app has the other core.
 */
export const proxy: Measurement = {
  name: "proxy",
  async measure({ quick }): Promise<readonly Figure[]> {
    const count = quick ? 2000 : 40_000;
    const app = spawn(process.execPath, [script("plain-app.ts")], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      const upstream = `http://127.0.0.1:${await firstLineOf(app.stdout)}`;
      // One certificate stands for many.
      const limits = { ...defaultLimits, requestsPerSecond: 1_000_000, connectionsPerCertificate: 10_000 };
      const hosts = { ...defaultSettings.hosts, app: [{ host, product: "weborca", upstream }] };
      return await withDataFolder(async (data) => await measureIn(data, upstream, count), { limits, hosts });
    } finally {
      app.kill();
    }
  },
};

async function measureIn(data: string, upstream: string, count: number): Promise<readonly Figure[]> {
  const people = await populate(data, width);
  await using koshin = await startKoshin(data);
  await using bare = await startPinned(process.execPath, [script("bare-gateway.ts"), data, upstream]);
  const ours = await Line.open(koshin.port, people);
  const library = await Line.open(Number(bare.firstLine), people);
  try {
    const race = async (items: number): Promise<{ ours: Contender<number>; library: Contender<number> }> => {
      const contenders = {
        ours: new Contender<number>(koshin.pid, async () => await ours.ask()),
        library: new Contender<number>(bare.pid, async () => await library.ask()),
      };
      await takeTurns([...Array(items).keys()], turns, [contenders.ours, contenders.library]);
      return contenders;
    };
    // In the first round, code is still being compiled.
    await race(Math.ceil(count / 4));
    const raced = await race(count);
    const times: Record<"ours" | "library", number[]> = { ours: [], library: [] };
    for (let turn = 0; turn < turns; turn++) {
      for (let each = 0; each < count / turns / 4; each++) times.ours.push(await timed(ours));
      for (let each = 0; each < count / turns / 4; each++) times.library.push(await timed(library));
    }
    const added = percentile(times.ours) - percentile(times.library);
    const [rate, alone] = [raced.ours.rate.perCoreSecond, raced.library.rate.perCoreSecond];
    return [
      { name: "requests to an app through the service, per core", value: rate, unit: "/s" },
      { name: "requests by undici alone, per core", value: alone, unit: "/s" },
      { name: "requests through the service to those by undici alone", value: rate / alone, unit: "×", goal: 0.8 },
      { name: "99th percentile of a request, added by the service", value: added, unit: "ms", budget: 2 },
    ];
  } finally {
    ours.close();
    library.close();
  }
}

async function firstLineOf(output: Readable): Promise<string> {
  for await (const line of createInterface({ input: output })) return line;
  throw new Error("The app ended before it was ready.");
}

/** Open connections, of which each request takes a free one. */
class Line {
  readonly #free: LoadConnection[];

  private constructor(connections: LoadConnection[]) {
    this.#free = connections;
  }

  static async open(port: number, people: readonly Person[]): Promise<Line> {
    const connections: LoadConnection[] = [];
    for (const person of people) connections.push(await LoadConnection.open(port, person, { host }));
    return new Line(connections);
  }

  async ask(): Promise<void> {
    const connection = this.#free.pop();
    if (connection === undefined) throw new RangeError("There are as many connections as requests at once.");
    await connection.ask("GET /menu", 200);
    this.#free.push(connection);
  }

  close(): void {
    for (const connection of this.#free) connection.close();
  }
}

async function timed(line: Line): Promise<number> {
  const begun = performance.now();
  await line.ask();
  return performance.now() - begun;
}

function percentile(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length * 0.99)] ?? Number.NaN;
}
