import { once } from "node:events";
import { Worker } from "node:worker_threads";
import * as v from "valibot";
import { paths } from "../../src/protocol/paths.ts";
import type { Figure, Measurement } from "./figure.ts";
import { LoadConnection } from "./load/connection.ts";
import { startKoshin, withDataFolder } from "./load/loaded-service.ts";
import { populate } from "./load/population.ts";
import { forEach } from "./load/rate.ts";

const bystanders = 4;
/** The number of concurrent renewals, without pauses. */
const atOnce = 8;
const Times = v.tuple([v.array(v.object({ line: v.string(), milliseconds: v.number() }))]);

/** Response times while everybody renews at once, each over a new connection. */
export const campaign: Measurement = {
  name: "campaign",
  async measure({ quick }): Promise<readonly Figure[]> {
    const count = quick ? 500 : 10_000;
    return await withDataFolder(async (data) => {
      const people = await populate(data, count + bystanders);
      await using server = await startKoshin(data);
      const { port } = server;
      const identities = people.slice(count).map(({ identity }) => identity);
      const others = new Worker(new URL("load/bystanders.ts", import.meta.url), { workerData: { port, identities } });
      await once(others, "message");
      const renewals: number[] = [];
      await forEach(
        people.slice(0, count),
        async (person) => {
          const connection = await LoadConnection.open(port, person);
          const begun = performance.now();
          await connection.ask(`POST ${paths.reenrol}`, 200, person.request);
          renewals.push(performance.now() - begun);
          connection.close();
        },
        atOnce,
      );
      others.postMessage("stop");
      const [answers] = v.parse(Times, await once(others, "message"));
      const lines = new Set(answers.map(({ line }) => line));
      const timesOf = (line: string): number[] =>
        answers.filter((answer) => answer.line === line).map(({ milliseconds }) => milliseconds);
      return [
        { name: "certificates renewed in the campaign", value: count, unit: "certificates" },
        ...[...lines].flatMap((line) => waits(line, timesOf(line))),
        ...waits("a renewal's request", renewals),
      ];
    });
  },
};

function waits(name: string, times: readonly number[]): Figure[] {
  return [
    { name: `${name} during the campaign, median`, value: quantile(times, 0.5), unit: "ms" },
    { name: `${name} during the campaign, p99`, value: quantile(times, 0.99), unit: "ms", budget: 50 },
  ];
}

function quantile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;
}
