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
const Times = v.tuple([v.array(v.number())]);

/** How long others wait for their status while everybody's certificate renews, each over a connection of its own. */
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
      await forEach(people.slice(0, count), async (person) => {
        const connection = await LoadConnection.open(port, person);
        await connection.ask(`POST ${paths.reenrol}`, 200, person.request);
        connection.close();
      });
      others.postMessage("stop");
      const [times] = v.parse(Times, await once(others, "message"));
      return [
        { name: "certificates that renewed in the campaign", value: count, unit: "certificates" },
        { name: "status during the campaign, median", value: quantile(times, 0.5), unit: "ms" },
        { name: "status during the campaign, p99", value: quantile(times, 0.99), unit: "ms", budget: 50 },
      ];
    });
  },
};

function quantile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;
}
