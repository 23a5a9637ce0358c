import { fromBase64 } from "../../src/core/base64.ts";
import { encodePem } from "../../src/core/pem.ts";
import { paths } from "../../src/protocol/paths.ts";
import type { Figure, Measurement } from "./figure.ts";
import { cfsslRate } from "./load/cfssl.ts";
import { LoadConnection } from "./load/connection.ts";
import { startBareListener, startKoshin, withDataFolder } from "./load/loaded-service.ts";
import { populate, type Person } from "./load/population.ts";
import { forEach, rateOf, type Rate } from "./load/rate.ts";
import { signingLimit } from "./load/signing-limit.ts";

const renewal = `POST ${paths.reenrol}`;
const status = `GET ${paths.status}`;

/** What a server does for one person, over a connection that is made in some way. */
interface Way {
  readonly line: string;
  readonly wanted: number;
  readonly resume?: true;
}

/**
 * Renewals on one core, each with a certificate of its own: beside the same listener with nothing behind it, beside
 * what OpenSSL signs, and beside cfssl, which signs over plain HTTP and keeps no record.
 */
export const renewals: Measurement = {
  name: "renewals",
  async measure({ quick }): Promise<readonly Figure[]> {
    const count = quick ? 300 : 2000;
    const warmUp = Math.floor(count / 4);
    return await withDataFolder(async (data) => {
      const people = await populate(data, 3 * count);
      const [first, second, third] = [0, 1, 2].map((part) => people.slice(part * count, (part + 1) * count));
      if (first === undefined || second === undefined || third === undefined) throw new RangeError("Nobody is left.");
      const empty = await emptyAnswers(data, first, warmUp);
      const rates = await serviceRates(data, { first, second, third }, warmUp);
      const pems = first.map(({ request }) => encodePem("CERTIFICATE REQUEST", fromBase64(request)));
      const ownLimit = await signingLimit("P-256");
      const rsaLimit = await signingLimit("RSA-2048");
      const cfsslP256 = await cfsslRate(data, "P-256", pems, warmUp);
      const cfsslRsa = await cfsslRate(data, "RSA-2048", pems, warmUp);
      const { fresh, kept, resumed, status } = rates;
      return [
        rate("empty 204, new connection each", empty.fresh),
        rate("empty 204, sessions resumed", empty.resumed),
        rate("renewals, new connection each", fresh),
        rate("renewals, sessions resumed", resumed),
        rate("renewals, connections kept alive", kept),
        rate("status, new connection each", status.fresh),
        rate("status, connections kept alive", status.kept),
        rate("cfssl signs over plain HTTP, kept alive, P-256", cfsslP256),
        rate("cfssl signs over plain HTTP, kept alive, RSA-2048", cfsslRsa),
        { name: "openssl speed signs, P-256", value: ownLimit, unit: "/s" },
        { name: "openssl speed signs, RSA-2048", value: rsaLimit, unit: "/s" },
        { name: "renewals to empty 204, new connection each", value: ratio(fresh, empty.fresh), unit: "×", goal: 0.8 },
        { name: "renewals to empty 204, sessions resumed", value: ratio(resumed, empty.resumed), unit: "×" },
        { name: "renewals kept alive to cfssl, P-256", value: ratio(kept, cfsslP256), unit: "×", goal: 1 },
        { name: "renewals kept alive to cfssl, RSA-2048", value: ratio(kept, cfsslRsa), unit: "×", goal: 1 },
        { name: "renewals kept alive to openssl speed, P-256", value: kept.perCoreSecond / ownLimit, unit: "×" },
      ];
    });
  },
};

async function emptyAnswers(
  data: string,
  people: readonly Person[],
  warmUp: number,
): Promise<{ readonly fresh: Rate; readonly resumed: Rate }> {
  await using server = await startBareListener(data);
  const { pid, port } = server;
  const way: Way = { line: "GET /", wanted: 204 };
  const fresh = await rateOf(pid, people, warmUp, async (person) => await once(port, person, way));
  const resumed = await rateOf(pid, people, warmUp, async (person) => await once(port, person, { ...way, resume: true }));
  return { fresh, resumed };
}

async function serviceRates(
  data: string,
  people: { readonly first: readonly Person[]; readonly second: readonly Person[]; readonly third: readonly Person[] },
  warmUp: number,
): Promise<{ fresh: Rate; kept: Rate; resumed: Rate; status: { fresh: Rate; kept: Rate } }> {
  await using server = await startKoshin(data);
  const { pid, port } = server;
  const ask: Way = { line: status, wanted: 200 };
  const renew: Way = { line: renewal, wanted: 200 };
  const fresh = await rateOf(pid, people.first, warmUp, async (person) => await once(port, person, renew));
  const statusFresh = await rateOf(pid, people.second, warmUp, async (person) => await once(port, person, ask));
  const resumed = await rateOf(pid, people.second, warmUp, async (person) => await once(port, person, { ...renew, resume: true }));
  const open: (readonly [LoadConnection, Person])[] = [];
  await forEach(people.third, async (person) => {
    open.push([await LoadConnection.open(port, person), person]);
  });
  const kept = await rateOf(pid, open, warmUp, async ([connection, { request }]) => await connection.ask(renewal, 200, request));
  const again = [...open, ...open, ...open];
  const statusKept = await rateOf(pid, again, warmUp, async ([connection]) => await connection.ask(status, 200));
  for (const [connection] of open) connection.close();
  return { fresh, kept, resumed, status: { fresh: statusFresh, kept: statusKept } };
}

async function once(port: number, person: Person, { line, wanted, resume }: Way): Promise<void> {
  const connection = await LoadConnection.open(port, person, resume);
  try {
    await connection.ask(line, wanted, line.startsWith("POST") ? person.request : undefined);
  } finally {
    connection.close();
  }
}

function rate(name: string, { perCoreSecond }: Rate): Figure {
  return { name: `${name}, per core`, value: perCoreSecond, unit: "/s" };
}

function ratio(one: Rate, other: Rate): number {
  return one.perCoreSecond / other.perCoreSecond;
}
