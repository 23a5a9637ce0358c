import { fromBase64 } from "../../src/core/base64.ts";
import { encodePem } from "../../src/core/pem.ts";
import { paths } from "../../src/protocol/paths.ts";
import type { KeyKind } from "../../src/core/key-kind.ts";
import type { Figure, Measurement } from "./figure.ts";
import { cfsslRate } from "./load/cfssl.ts";
import { LoadConnection } from "./load/connection.ts";
import { startBareListener, startBareSigner, startKoshin, withDataFolder } from "./load/loaded-service.ts";
import { PlainClient } from "./load/plain-http.ts";
import { populate, type Person } from "./load/population.ts";
import { forEach, rateOf, type Rate } from "./load/rate.ts";
import { signingLimit } from "./load/signing-limit.ts";

const renewal = `POST ${paths.reenrol}`;
const status = `GET ${paths.status}`;

/** What a core does by the kind of connection. */
interface Rates {
  readonly fresh: Rate;
  readonly resumed: Rate;
  readonly kept: Rate;
}

/** What a server does for one person, over a connection that is made in some way. */
interface Way {
  readonly line: string;
  readonly wanted: number;
  readonly resume?: true;
}

/**
 * Renewals on one core, each with a certificate of its own: beside the same listener with nothing behind it, beside
 * what OpenSSL signs, and beside cfssl. Like stands beside like: signing alone over plain HTTP, and what is recorded.
 */
export const renewals: Measurement = {
  name: "renewals",
  async measure({ quick }): Promise<readonly Figure[]> {
    const count = quick ? 300 : 2000;
    const warmUp = Math.floor(count / 4);
    return await withDataFolder(async (data) => {
      const people = await populate(data, 4 * count);
      const part = (index: number): readonly Person[] => people.slice(index * count, (index + 1) * count);
      const first = part(0);
      const empty = await emptyAnswers(data, { early: part(3), first }, warmUp);
      const rates = await serviceRates(data, { early: part(3), first, second: part(1), third: part(2) }, warmUp);
      const signed = await signingRate(data, first);
      const pems = first.map(({ request }) => encodePem("CERTIFICATE REQUEST", fromBase64(request)));
      const cfssl = async (kind: KeyKind, recorded: boolean): Promise<Rate> =>
        await cfsslRate({ folder: data, kind, recorded }, pems, warmUp);
      const bare = { p256: await cfssl("P-256", false), rsa: await cfssl("RSA-2048", false) };
      const recorded = { p256: await cfssl("P-256", true), rsa: await cfssl("RSA-2048", true) };
      const limit = { p256: await signingLimit("P-256"), rsa: await signingLimit("RSA-2048") };
      const { fresh, kept, resumed, status } = rates;
      return [
        rate("empty 204, new connection each", empty.fresh),
        rate("empty 204, sessions resumed", empty.resumed),
        rate("empty 204, connections kept alive", empty.kept),
        rate("renewals, new connection each", fresh),
        rate("renewals, sessions resumed", resumed),
        rate("renewals, connections kept alive", kept),
        rate("status, new connection each", status.fresh),
        rate("status, sessions resumed", status.resumed),
        rate("status, connections kept alive", status.kept),
        rate("signing alone over plain HTTP, P-256", signed),
        rate("cfssl signs over plain HTTP, no record, P-256", bare.p256),
        rate("cfssl signs over plain HTTP, no record, RSA-2048", bare.rsa),
        rate("cfssl signs over plain HTTP, recorded in SQLite, P-256", recorded.p256),
        rate("cfssl signs over plain HTTP, recorded in SQLite, RSA-2048", recorded.rsa),
        { name: "openssl speed signs, P-256", value: limit.p256, unit: "/s" },
        { name: "openssl speed signs, RSA-2048", value: limit.rsa, unit: "/s" },
        { name: "renewals to empty 204, new connection each", value: ratio(fresh, empty.fresh), unit: "×", goal: 0.8 },
        { name: "renewals to empty 204, sessions resumed", value: ratio(resumed, empty.resumed), unit: "×" },
        { name: "signing alone to cfssl without a record, P-256", value: ratio(signed, bare.p256), unit: "×", goal: 1 },
        { name: "signing alone to cfssl without a record, RSA-2048", value: ratio(signed, bare.rsa), unit: "×", goal: 1 },
        { name: "renewals kept alive to cfssl with a record, P-256", value: ratio(kept, recorded.p256), unit: "×", goal: 1 },
        { name: "renewals kept alive to cfssl with a record, RSA-2048", value: ratio(kept, recorded.rsa), unit: "×", goal: 1 },
        { name: "renewals kept alive to cfssl without a record, P-256", value: ratio(kept, bare.p256), unit: "×" },
        { name: "renewals kept alive to cfssl without a record, RSA-2048", value: ratio(kept, bare.rsa), unit: "×" },
        { name: "renewals kept alive to openssl speed, P-256", value: kept.perCoreSecond / limit.p256, unit: "×" },
      ];
    });
  },
};

async function signingRate(data: string, people: readonly Person[]): Promise<Rate> {
  await using server = await startBareSigner(data);
  using client = new PlainClient(server.port, "/", "application/pkcs10");
  const often = [...people, ...people, ...people];
  return await rateOf(server.pid, often, people.length, async ({ request }) => await client.post(request));
}

async function emptyAnswers(
  data: string,
  { early, first }: Readonly<Record<"early" | "first", readonly Person[]>>,
  warmUp: number,
): Promise<Rates> {
  await using server = await startBareListener(data);
  const { pid, port } = server;
  const way: Way = { line: "GET /", wanted: 204 };
  // It compiles itself as long as the service that it is compared with.
  await forEach(early, async (person) => await once(port, person, way));
  const fresh = await rateOf(pid, first, warmUp, async (person) => await once(port, person, way));
  const resumed = await rateOf(pid, first, warmUp, async (person) => await once(port, person, { ...way, resume: true }));
  const open = await openAll(port, first);
  const kept = await rateOf(pid, open, warmUp, async ([connection]) => await connection.ask(way.line, way.wanted));
  for (const [connection] of open) connection.close();
  return { fresh, resumed, kept };
}

async function serviceRates(
  data: string,
  people: Readonly<Record<"early" | "first" | "second" | "third", readonly Person[]>>,
  warmUp: number,
): Promise<Rates & { readonly status: Rates }> {
  await using server = await startKoshin(data);
  const { pid, port } = server;
  const ask: Way = { line: status, wanted: 200 };
  const renew: Way = { line: renewal, wanted: 200 };
  // A service that has just been started still compiles itself, which those of a campaign do not pay for.
  await forEach(people.early, async (person) => await once(port, person, renew));
  const fresh = await rateOf(pid, people.first, warmUp, async (person) => await once(port, person, renew));
  const statusFresh = await rateOf(pid, people.second, warmUp, async (person) => await once(port, person, ask));
  const resumed = await rateOf(pid, people.second, warmUp, async (person) => await once(port, person, { ...renew, resume: true }));
  const statusResumed = await rateOf(pid, people.second, warmUp, async (person) => await once(port, person, { ...ask, resume: true }));
  const open = await openAll(port, people.third);
  const kept = await rateOf(pid, open, warmUp, async ([connection, { request }]) => await connection.ask(renewal, 200, request));
  const again = [...open, ...open, ...open];
  const statusKept = await rateOf(pid, again, warmUp, async ([connection]) => await connection.ask(status, 200));
  for (const [connection] of open) connection.close();
  return { fresh, kept, resumed, status: { fresh: statusFresh, resumed: statusResumed, kept: statusKept } };
}

async function openAll(port: number, people: readonly Person[]): Promise<(readonly [LoadConnection, Person])[]> {
  const open: (readonly [LoadConnection, Person])[] = [];
  await forEach(people, async (person) => {
    open.push([await LoadConnection.open(port, person), person]);
  });
  return open;
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
