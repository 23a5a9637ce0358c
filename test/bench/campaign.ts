import { paths } from "../../src/protocol/paths.ts";
import type { Figure, Measurement } from "./figure.ts";
import { LoadConnection } from "./load/connection.ts";
import { startKoshin, withDataFolder } from "./load/loaded-service.ts";
import { populate } from "./load/population.ts";
import { forEach } from "./load/rate.ts";

const bystanders = 4;

/** How long others wait for their status while everybody's certificate renews, each over a connection of its own. */
export const campaign: Measurement = {
  name: "campaign",
  async measure({ quick }): Promise<readonly Figure[]> {
    const count = quick ? 500 : 10_000;
    return await withDataFolder(async (data) => {
      const people = await populate(data, count + bystanders);
      await using server = await startKoshin(data);
      const { port } = server;
      const others = await Promise.all(people.slice(count).map(async (person) => await LoadConnection.open(port, person)));
      const running = { value: true };
      const times: number[] = [];
      const watch = async (connection: LoadConnection): Promise<void> => {
        while (running.value) {
          const begun = performance.now();
          await connection.ask(`GET ${paths.status}`, 200);
          times.push(performance.now() - begun);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      const watching = Promise.all(others.map(watch));
      await forEach(people.slice(0, count), async (person) => {
        const connection = await LoadConnection.open(port, person);
        await connection.ask(`POST ${paths.reenrol}`, 200, person.request);
        connection.close();
      });
      running.value = false;
      await watching;
      for (const connection of others) connection.close();
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
