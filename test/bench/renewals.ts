import { fromBase64 } from "../../src/core/base64.ts";
import { encodePem } from "../../src/core/x509/pem.ts";
import { paths } from "../../src/protocol/paths.ts";
import type { Figure, Measurement } from "./figure.ts";
import { startCfssl, type Cfssl } from "./load/cfssl.ts";
import { LoadConnection, type Approach } from "./load/connection.ts";
import { startBareListener, startBareSigner, startWithEmptyApp, withDataFolder, type Server } from "./load/loaded-service.ts";
import { PlainClient } from "./load/plain-http.ts";
import { populate, type Person } from "./load/population.ts";
import { Contender, forEach, rateOf, takeTurns, type Rate } from "./load/rate.ts";
import { signingLimit } from "./load/signing-limit.ts";

const renewal = `POST ${paths.reenrol}`;
const status = `GET ${paths.status}`;

/** Rates by the kind of connection. */
interface Rates {
  readonly fresh: Rate;
  readonly resumed: Rate;
  readonly kept: Rate;
}

/** The request of one person, and its expected status. */
interface Way {
  readonly line: string;
  readonly wanted: number;
  /** The host; by default the auth host. */
  readonly host?: string;
}

/** A certificate request in the formats of the two kinds of signers. */
interface Request {
  readonly base64: string;
  readonly pem: string;
}

/** Rates of the signers, for cfssl by the kind of its authority's key. */
interface SigningRates {
  readonly signed: Rate;
  readonly bare: Readonly<Record<"p256" | "rsa", Rate>>;
  readonly recorded: Readonly<Record<"p256" | "rsa", Rate>>;
}

/** The people who are measured, and those for the warm-up. */
interface People {
  readonly early: readonly Person[];
  readonly first: readonly Person[];
  readonly second: readonly Person[];
  readonly third: readonly Person[];
}

/** The number of turns of the compared servers. */
const turns = 10;

/**
 * Renewals on one core, each with a different certificate, compared with: an empty response of the same server, which
 * checks the certificate, counts and logs as usual; its listener alone; OpenSSL's signing rate;
 * and cfssl. Signing alone, and signing with records, are compared with cfssl's equivalents.
 */
export const renewals: Measurement = {
  name: "renewals",
  async measure({ quick }): Promise<readonly Figure[]> {
    const count = quick ? 300 : 2000;
    return await withDataFolder(async (data) => {
      const people = await populate(data, 4 * count);
      const part = (index: number): readonly Person[] => people.slice(index * count, (index + 1) * count);
      const first = part(0);
      const { listener, empty, renewed, asked } = await serviceRates(data, {
        early: part(3),
        first,
        second: part(1),
        third: part(2),
      });
      const { signed, bare, recorded } = await signingRates(data, first);
      const limit = { p256: await signingLimit("P-256"), rsa: await signingLimit("RSA-2048") };
      return [
        ...ratesOf("listener alone, empty 204", listener),
        ...ratesOf("empty 204", empty),
        ...ratesOf("renewals", renewed),
        ...ratesOf("status", asked),
        rate("signing alone over plain HTTP, P-256", signed),
        rate("cfssl signs over plain HTTP, no record, P-256", bare.p256),
        rate("cfssl signs over plain HTTP, no record, RSA-2048", bare.rsa),
        rate("cfssl signs over plain HTTP, recorded in SQLite, P-256", recorded.p256),
        rate("cfssl signs over plain HTTP, recorded in SQLite, RSA-2048", recorded.rsa),
        { name: "openssl speed signs, P-256", value: limit.p256, unit: "/s" },
        { name: "openssl speed signs, RSA-2048", value: limit.rsa, unit: "/s" },
        { name: "renewals to empty 204, new connection each", value: ratio(renewed.fresh, empty.fresh), unit: "×", goal: 0.8 },
        { name: "renewals to empty 204, sessions resumed", value: ratio(renewed.resumed, empty.resumed), unit: "×" },
        { name: "renewals to listener alone, new connection each", value: ratio(renewed.fresh, listener.fresh), unit: "×" },
        { name: "signing alone to cfssl without a record, P-256", value: ratio(signed, bare.p256), unit: "×", goal: 1 },
        { name: "signing alone to cfssl without a record, RSA-2048", value: ratio(signed, bare.rsa), unit: "×", goal: 1 },
        {
          name: "renewals kept alive to cfssl with a record, P-256",
          value: ratio(renewed.kept, recorded.p256),
          unit: "×",
          goal: 1,
        },
        {
          name: "renewals kept alive to cfssl with a record, RSA-2048",
          value: ratio(renewed.kept, recorded.rsa),
          unit: "×",
          goal: 1,
        },
        { name: "renewals kept alive to cfssl without a record, P-256", value: ratio(renewed.kept, bare.p256), unit: "×" },
        { name: "renewals kept alive to cfssl without a record, RSA-2048", value: ratio(renewed.kept, bare.rsa), unit: "×" },
        { name: "renewals kept alive to openssl speed, P-256", value: renewed.kept.perCoreSecond / limit.p256, unit: "×" },
      ];
    });
  },
};

/** Signers over plain HTTP, in turns: the authority alone, and cfssl by the kind of its key, without and with records. */
async function signingRates(data: string, people: readonly Person[]): Promise<SigningRates> {
  await using server = await startBareSigner(data);
  using client = new PlainClient(server.port, "/", "application/pkcs10");
  await using bareP256 = await startCfssl({ folder: data, kind: "P-256", recorded: false });
  await using bareRsa = await startCfssl({ folder: data, kind: "RSA-2048", recorded: false });
  await using recordedP256 = await startCfssl({ folder: data, kind: "P-256", recorded: true });
  await using recordedRsa = await startCfssl({ folder: data, kind: "RSA-2048", recorded: true });
  const requests = people.map(({ request }) => ({ base64: request, pem: encodePem("CERTIFICATE REQUEST", fromBase64(request)) }));
  const race = async (): Promise<SigningRates> => {
    const signed = new Contender<Request>(server.pid, async ({ base64 }) => await client.post(base64));
    const by = ({ pid, sign }: Cfssl): Contender<Request> => new Contender(pid, async ({ pem }) => await sign(pem));
    const bare = { p256: by(bareP256), rsa: by(bareRsa) };
    const recorded = { p256: by(recordedP256), rsa: by(recordedRsa) };
    await takeTurns(requests, turns, [signed, bare.p256, bare.rsa, recorded.p256, recorded.rsa]);
    return {
      signed: signed.rate,
      bare: { p256: bare.p256.rate, rsa: bare.rsa.rate },
      recorded: { p256: recorded.p256.rate, rsa: recorded.rsa.rate },
    };
  };
  // In the first round, code is still being compiled.
  await race();
  return await race();
}

/** Every kind of connection, in turns: the listener alone, the service with an empty response, with renewals, and with the status. */
async function serviceRates(
  data: string,
  people: People,
): Promise<Readonly<Record<"listener" | "empty" | "renewed" | "asked", Rates>>> {
  await using bare = await startBareListener(data);
  await using server = await startWithEmptyApp(data);
  const nothing: Way = { line: "GET /", wanted: 204, host: server.appHost };
  const listener = new Candidate(bare, nothing);
  const empty = new Candidate(server, nothing);
  const renewed = new Candidate(server, { line: renewal, wanted: 200 });
  const asked = new Candidate(server, { line: status, wanted: 200 });
  const all = [listener, empty, renewed, asked];
  const { early, first, second, third } = people;
  // A service that has just started still compiles code, which is not representative of a campaign.
  await takeTurns(
    early,
    turns,
    all.map(({ warmUp }) => warmUp),
  );
  await takeTurns(
    first,
    turns,
    all.map(({ fresh }) => fresh),
  );
  // Resuming a session requires an earlier connection, without a renewal.
  await takeTurns(
    second,
    turns,
    [listener, empty, asked].map(({ warmUp }) => warmUp),
  );
  await takeTurns(
    second,
    turns,
    all.map(({ resumed }) => resumed),
  );
  return {
    listener: await listener.ratesWith(third),
    empty: await empty.ratesWith(third),
    renewed: await renewed.ratesWith(third),
    asked: await asked.ratesWith(third),
  };
}

/** A measured server with its request. */
class Candidate {
  readonly warmUp: Contender<Person>;
  readonly fresh: Contender<Person>;
  readonly resumed: Contender<Person>;
  readonly #server: Pick<Server, "pid" | "port">;
  readonly #way: Way;

  constructor(server: Pick<Server, "pid" | "port">, way: Way) {
    const once = (resume: boolean): Contender<Person> =>
      new Contender(server.pid, async (person) => await askOnce(server.port, person, way, resume));
    this.warmUp = once(false);
    this.fresh = once(false);
    this.resumed = once(true);
    this.#server = server;
    this.#way = way;
  }

  /** With keep-alive connections, all open at the same time. */
  async ratesWith(people: readonly Person[]): Promise<Rates> {
    const { pid, port } = this.#server;
    const open = await openAll(port, people, this.#way);
    const kept = await rateOf(
      [pid],
      open,
      open.length / 4,
      async ([connection, person]) => await ask(connection, person, this.#way),
    );
    for (const [connection] of open) connection.close();
    return { fresh: this.fresh.rate, resumed: this.resumed.rate, kept };
  }
}

async function openAll(
  port: number,
  people: readonly Person[],
  approach: Approach,
): Promise<(readonly [LoadConnection, Person])[]> {
  const open: (readonly [LoadConnection, Person])[] = [];
  await forEach(people, async (person) => {
    open.push([await LoadConnection.open(port, person, approach), person]);
  });
  return open;
}

async function askOnce(port: number, person: Person, way: Way, resume: boolean): Promise<void> {
  const connection = await LoadConnection.open(port, person, { ...way, resume });
  try {
    await ask(connection, person, way);
  } finally {
    connection.close();
  }
}

async function ask(connection: LoadConnection, { request }: Person, { line, wanted }: Way): Promise<void> {
  await connection.ask(line, wanted, line.startsWith("POST") ? request : undefined);
}

function ratesOf(name: string, { fresh, resumed, kept }: Rates): Figure[] {
  return [
    rate(`${name}, new connection each`, fresh),
    rate(`${name}, sessions resumed`, resumed),
    rate(`${name}, connections kept alive`, kept),
  ];
}

function rate(name: string, { perCoreSecond }: Rate): Figure {
  return { name: `${name}, per core`, value: perCoreSecond, unit: "/s" };
}

function ratio(one: Rate, other: Rate): number {
  return one.perCoreSecond / other.perCoreSecond;
}
