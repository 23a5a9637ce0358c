import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paths } from "../../src/protocol/paths.ts";
import { openService } from "../../src/server/service/open-service.ts";
import { frontFolder, frontSettings, startFront } from "../support/real-front.ts";
import type { Figure, Measurement } from "./figure.ts";
import { LoadConnection, type Approach } from "./load/connection.ts";
import { startKoshin, withDataFolder } from "./load/loaded-service.ts";
import { populate, type Person } from "./load/population.ts";
import { Contender } from "./load/rate.ts";
import { buildStepCa, startStepCa } from "./load/step-ca.ts";

const turns = 10;
/** The servers' core. */
const core = 1;

/**
 * Renewals on new connections through nginx with the manual's configuration, whose CPU time counts, compared with those on
 * the service's own listener and with step-ca's, with the same clients and authority, everything on one core with a durable
 * database. All use X25519, the only key exchange that Debian's nginx and step-ca support; ours with the hybrid one, which
 * browsers and Node offer, is listed separately.
 */
export const front: Measurement = {
  name: "front",
  async measure({ quick }): Promise<readonly Figure[]> {
    const count = quick ? 300 : 2000;
    const order = { ...(await frontFolder("nginx" as const)), core };
    const built = await mkdtemp(join(tmpdir(), "koshin-step-ca-"));
    try {
      const program = await buildStepCa(built);
      const measureIn = async (data: string): Promise<readonly Figure[]> => {
        const people = await populate(data, 2 * count);
        await using bbolt = await startStepCa(program, data, "bbolt");
        await using koshin = await startKoshin(data);
        await using service = await openService(data);
        await using nginx = await startFront(order, { data, service });
        const workers = await childrenOf(nginx.pid);
        const race = async (
          some: readonly Person[],
        ): Promise<Record<"direct" | "through" | "hybrid" | "step", Contender<Person>>> => {
          const renews =
            (port: number, approach: Approach = {}) =>
            async (person: Person): Promise<void> =>
              await renewOnce(person, port, approach);
          const contenders = {
            direct: new Contender<Person>(koshin.pid, renews(koshin.port)),
            through: new Contender<Person>([koshin.pid, nginx.pid, ...workers], renews(nginx.port)),
            hybrid: new Contender<Person>(koshin.pid, renews(koshin.port, { hybrid: true })),
            step: new Contender<Person>(bbolt.pid, async (person) => await renewAtStep(person, bbolt.port)),
          };
          // A certificate is renewed once, so each way renews those of others; step-ca knows nothing of that.
          const length = Math.ceil(some.length / turns / 3);
          for (let start = 0; start < some.length; start += 3 * length) {
            const part = (index: number): readonly Person[] => some.slice(start + index * length, start + (index + 1) * length);
            await contenders.direct.take(part(0));
            await contenders.through.take(part(1));
            await contenders.hybrid.take(part(2));
            await contenders.step.take(part(0));
          }
          return contenders;
        };
        // In the first round, code is still being compiled.
        await race(people.slice(0, count));
        const { direct, through, hybrid, step } = await race(people.slice(count));
        const rate = (name: string, { rate: { perCoreSecond } }: Contender<Person>): Figure => ({
          name: `${name}, per core`,
          value: perCoreSecond,
          unit: "/s",
        });
        return [
          rate("renewals, new connection each, X25519", direct),
          rate("renewals through nginx, new connection each, X25519", through),
          rate("renewals, new connection each, X25519MLKEM768", hybrid),
          rate("step-ca renews, new connection each, bbolt", step),
          { name: "renewals through nginx to direct ones", value: ratio(through, direct), unit: "×", goal: 1.1 },
          { name: "renewals through nginx to step-ca with bbolt", value: ratio(through, step), unit: "×", goal: 1 },
        ];
      };
      const settings = frontSettings(order);
      return await withDataFolder(measureIn, { front: settings });
    } finally {
      await rm(built, { recursive: true });
    }
  },
};

function ratio(one: Contender<Person>, other: Contender<Person>): number {
  return one.rate.perCoreSecond / other.rate.perCoreSecond;
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return text.trim().split(" ").map(Number);
}

async function renewOnce(person: Person, port: number, approach: Approach): Promise<void> {
  const connection = await LoadConnection.open(port, person, approach);
  try {
    await connection.ask(`POST ${paths.reenrol}`, 200, person.request);
  } finally {
    connection.close();
  }
}

async function renewAtStep(person: Person, port: number): Promise<void> {
  const connection = await LoadConnection.open(port, person);
  try {
    await connection.ask("POST /1.0/renew", 201);
  } finally {
    connection.close();
  }
}
