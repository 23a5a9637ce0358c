import { DatabaseSync } from "node:sqlite";
import { paths } from "../../src/protocol/paths.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";
import type { Figure, Measurement } from "./figure.ts";
import { LoadConnection } from "./load/connection.ts";
import { residentMemory } from "./load/cpu-time.ts";
import { startKoshin, withDataFolder } from "./load/loaded-service.ts";
import { populate } from "./load/population.ts";
import { forEach, rateOf } from "./load/rate.ts";

const megabyte = 1024 * 1024;

/** A service's memory and renewal rate with a million certificates in SQLite. */
export const million: Measurement = {
  name: "million",
  async measure({ quick }): Promise<readonly Figure[]> {
    const rows = quick ? 50_000 : 1_000_000;
    const count = 300;
    return await withDataFolder(async (data) => {
      const people = await populate(data, count);
      fill(dataFolder(data).database, rows);
      await using server = await startKoshin(data);
      const { pid, port } = server;
      const begun = await residentMemory(pid);
      const open: (readonly [LoadConnection, string])[] = [];
      await forEach(people, async (person) => {
        open.push([await LoadConnection.open(port, person), person.request]);
      });
      const renewals = await rateOf([pid], open, count / 3, async ([connection, request]) => {
        await connection.ask(`GET ${paths.status}`, 200);
        await connection.ask(`POST ${paths.reenrol}`, 200, request);
      });
      const memory = await residentMemory(pid);
      for (const [connection] of open) connection.close();
      return [
        { name: "certificates in the database", value: rows + count, unit: "certificates" },
        { name: "memory when the service is ready", value: begun / megabyte, unit: "MB" },
        { name: `memory with ${count} connections that have renewed`, value: memory / megabyte, unit: "MB" },
        { name: "status and renewal, connections kept alive, per core", value: renewals.perCoreSecond, unit: "/s" },
      ];
    });
  },
};

/** Adds certificates without holders directly to the database, each a row of the usual size. */
function fill(path: string, rows: number): void {
  using database = new DatabaseSync(path);
  const statement = database.prepare(`
    with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ?)
    insert into certificates (issuer, serial, tenant, cn, spki_sha256, not_before, not_after, der, issued_at)
    select template.issuer, hex(randomblob(16)), (select name from tenants limit 1), 'client' || (1000000 + n), hex(randomblob(32)),
      template.not_before, template.not_after, randomblob(length(template.der)), template.issued_at
    from numbers, (select issuer, not_before, not_after, der, issued_at from certificates limit 1) as template`);
  statement.run(rows);
}
