import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paths } from "../../src/protocol/paths.ts";
import type { Figure, Measurement } from "./figure.ts";
import { LoadConnection, type Approach } from "./load/connection.ts";
import { startKoshin, withDataFolder } from "./load/loaded-service.ts";
import { populate, type Person } from "./load/population.ts";
import { Contender, takeTurns } from "./load/rate.ts";
import { buildStepCa, startStepCa } from "./load/step-ca.ts";

const turns = 10;

/** A renewal request of a server. */
interface Renewal {
  readonly port: number;
  readonly line: string;
  readonly wanted: number;
  /** Whether it includes a certificate request; step-ca certifies the key of the client's certificate. */
  readonly request: boolean;
}

/**
 * Renewals on new connections compared with step-ca's, with the same clients and the same authority, each server on one
 * core with a durable database. Both use X25519, the only key exchange that step-ca supports; ours with the hybrid key
 * exchange, which browsers and Node offer, is listed separately.
 */
export const stepCa: Measurement = {
  name: "step-ca",
  async measure({ quick }): Promise<readonly Figure[]> {
    const count = quick ? 300 : 2000;
    const folder = await mkdtemp(join(tmpdir(), "koshin-step-ca-"));
    try {
      const program = await buildStepCa(folder);
      return await withDataFolder(async (data) => {
        const people = await populate(data, 2 * count);
        await using bbolt = await startStepCa(program, data, "bbolt");
        await using badger = await startStepCa(program, data, "badgerv2");
        await using koshin = await startKoshin(data);
        const ours: Renewal = { port: koshin.port, line: `POST ${paths.reenrol}`, wanted: 200, request: true };
        const theirs = ({ port }: { readonly port: number }): Renewal => ({
          port,
          line: "POST /1.0/renew",
          wanted: 201,
          request: false,
        });
        const race = async (from: number): Promise<Record<"ours" | "hybrid" | "bbolt" | "badger", Contender<Person>>> => {
          const contenders = {
            ours: new Contender<Person>(koshin.pid, async (person) => await renewOnce(person, ours, {})),
            hybrid: new Contender<Person>(koshin.pid, async (person) => await renewOnce(person, ours, { hybrid: true })),
            bbolt: new Contender<Person>(bbolt.pid, async (person) => await renewOnce(person, theirs(bbolt), {})),
            badger: new Contender<Person>(badger.pid, async (person) => await renewOnce(person, theirs(badger), {})),
          };
          const first = people.slice(from, from + count / 2);
          const second = people.slice(from + count / 2, from + count);
          await takeTurns(first, turns, [contenders.ours, contenders.bbolt, contenders.badger]);
          await takeTurns(second, turns, [contenders.hybrid, contenders.bbolt, contenders.badger]);
          return contenders;
        };
        await race(0);
        const { ours: own, hybrid, bbolt: withBbolt, badger: withBadger } = await race(count);
        const rate = (name: string, { rate: { perCoreSecond } }: Contender<Person>): Figure => ({
          name: `${name}, per core`,
          value: perCoreSecond,
          unit: "/s",
        });
        const beside = (other: Contender<Person>): number => own.rate.perCoreSecond / other.rate.perCoreSecond;
        return [
          rate("renewals, new connection each, X25519", own),
          rate("renewals, new connection each, X25519MLKEM768", hybrid),
          rate("step-ca renews, new connection each, bbolt", withBbolt),
          rate("step-ca renews, new connection each, badger", withBadger),
          { name: "renewals to step-ca with bbolt, new connection each", value: beside(withBbolt), unit: "×", goal: 1 },
          { name: "renewals to step-ca with badger, new connection each", value: beside(withBadger), unit: "×", goal: 0.9 },
        ];
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

async function renewOnce(person: Person, { port, line, wanted, request }: Renewal, approach: Approach): Promise<void> {
  const connection = await LoadConnection.open(port, person, approach);
  try {
    await connection.ask(line, wanted, request ? person.request : undefined);
  } finally {
    connection.close();
  }
}
