import { paths } from "../../src/protocol/paths.ts";
import type { Figure, Measurement } from "./figure.ts";
import { LoadConnection } from "./load/connection.ts";
import { idle } from "./load/cpu-time.ts";
import { startKoshin, withDataFolder } from "./load/loaded-service.ts";
import { populate, type Person } from "./load/population.ts";
import { forEach, rateOf, type Rate } from "./load/rate.ts";

const line = `POST ${paths.certificate}`;

/** Renewals of the clients in the field, whose RSA keys the service generates: from its pool, and without one. */
export const fieldClients: Measurement = {
  name: "field-clients",
  async measure({ quick }): Promise<readonly Figure[]> {
    const stock = quick ? 16 : 150;
    const none = quick ? 8 : 40;
    const stocked = await ratesWith(stock, stock, async (pid) => await idle(pid));
    const making = await ratesWith(0, none, () => Promise.resolve());
    return [
      { name: "POST /api/cert, RSA keys from the pool, kept alive, per core", value: stocked.perCoreSecond, unit: "/s" },
      { name: "POST /api/cert, RSA keys generated on demand, kept alive, per core", value: making.perCoreSecond, unit: "/s" },
    ];
  },
};

/** @param ready waits until the service has filled its pool */
async function ratesWith(keyPoolSize: number, count: number, ready: (pid: number) => Promise<void>): Promise<Rate> {
  return await withDataFolder(
    async (data) => {
      const people = await populate(data, count);
      await using server = await startKoshin(data);
      const { pid, port } = server;
      await ready(pid);
      const open: (readonly [LoadConnection, Person])[] = [];
      await forEach(people, async (person) => {
        const connection = await LoadConnection.open(port, person);
        await connection.ask(`GET ${paths.status}`, 200);
        open.push([connection, person]);
      });
      const rate = await rateOf([pid], open, Math.floor(count / 4), async ([connection]) => await connection.ask(line, 200));
      for (const [connection] of open) connection.close();
      return rate;
    },
    { keyPoolSize },
  );
}
