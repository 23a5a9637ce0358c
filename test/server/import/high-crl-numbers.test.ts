import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { issuerId } from "../../../src/server/authority/issuer-id.ts";
import { backUp } from "../../../src/server/backup/back-up.ts";
import { restore, type RestoreOptions } from "../../../src/server/backup/restore.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { keepPresentLists } from "../../../src/server/issuance/lifecycle/published-lists.ts";
import { revocationList } from "../../../src/server/issuance/lifecycle/revocation-list.ts";
import type { Service } from "../../../src/server/issuance/service.ts";
import { importListFile } from "../../../src/server/issuance/takeover/import-list-file.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { outdateRevocationLists } from "../../../src/server/store/certificates/revocation-lists.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { makeDatabase } from "../../support/database.ts";
import { OpensslFolder } from "../../support/openssl-authority.ts";
import { runHere } from "../../support/program.ts";

const hour = 3_600_000;
/** The highest number in 20 octets, the first bit of which is the sign. */
const highest = 2n ** 159n - 1n;
const room = 2n ** 53n - 1n;

let at: OpensslFolder;
let cleaning: AsyncDisposableStack;
beforeEach(async () => {
  cleaning = new AsyncDisposableStack();
  at = cleaning.use(await OpensslFolder.create());
  await at.make("old");
});
afterEach(async () => await cleaning.disposeAsync());

async function databaseOfTest(): Promise<string | undefined> {
  const database = await makeDatabase();
  if (database !== undefined) cleaning.defer(() => database.drop());
  return database?.url;
}

/** The authority's last list, with this number and an entry for each serial number. */
async function signList(number: bigint, serials: readonly string[] = ["4711"]): Promise<string> {
  const digits = number.toString(16);
  await at.revocationList("old", {
    number: digits.padStart(digits.length + (digits.length % 2), "0"),
    serials: serials.map((serial) => [serial, "keyCompromise"]),
  });
  return at.path("old.crl");
}

/** Takes the authority over with a last list of this number. Returns the data folder. */
async function takeOver(number: bigint): Promise<string> {
  const data = at.path("data");
  await initialise(data, {
    now: new Date(),
    database: await databaseOfTest(),
    authority: { authority: at.path("old.pem"), key: at.path("old.key") },
    revocationList: await signList(number),
  });
  return data;
}

interface Printed {
  readonly number: bigint;
  readonly serials: readonly string[];
}

/** What OpenSSL reads in a list in PEM. */
async function printed(path: string): Promise<Printed> {
  const { stdout, stderr } = await at.openssl("crl", "-in", path, "-noout", "-text", "-CAfile", at.path("old.pem"));
  expect(stderr).toContain("verify OK");
  const number = BigInt(/X509v3 CRL Number: *\n *(\w+)/.exec(stdout)?.[1] ?? "-1");
  return { number, serials: Array.from(stdout.matchAll(/Serial Number: (\w+)/g), ([, serial = ""]) => serial) };
}

/** What OpenSSL reads in the service's list, made anew. */
async function nextList(service: Service, now: Date): Promise<Printed> {
  await outdateRevocationLists(service.store);
  const { der } = await revocationList(service, service.authority, now);
  await writeFile(at.path("own.pem"), encodePem("X509 CRL", new Uint8Array(der)));
  return await printed("own.pem");
}

const later = (hours: number): Date => new Date(Date.now() + hours * hour);

test.each([
  ["milliseconds as a date", 20261130120000123n],
  ["microseconds since 1970", 1_796_000_000_000_000n],
  ["2^53 - 1", 2n ** 53n - 1n],
  ["2^53", 2n ** 53n],
  ["nanoseconds since 1970", 1_796_000_000_000_000_000n],
  ["2^63", 2n ** 63n],
  ["2^64 - 1", 2n ** 64n - 1n],
  ["2^64", 2n ** 64n],
  ["microseconds as a date", 20261130120000123456n],
  ["the highest that leaves room for later ones", highest - room],
])("lists continue after %s, numbered by the time", async (_, number) => {
  const data = await takeOver(number);
  const last = await printed("old.crl");
  expect(last).toEqual({ number, serials: ["4711"] });
  await using service = await openService(data);
  const start = Date.now();
  const first = await nextList(service, new Date(start));
  expect(first.number).toBeGreaterThan(number);
  expect(first.serials).toEqual(last.serials);
  // A restored service depends on it.
  const second = await nextList(service, new Date(start + 5 * hour));
  expect(Number(second.number - number)).toBeGreaterThanOrEqual(5 * hour - 1000);
  // Also while the clock stands still, or is set back.
  const third = await nextList(service, new Date(start));
  expect(third).toEqual({ ...second, number: second.number + 1n });
  expect((await nextList(service, new Date("9999-12-31T23:59:59Z"))).number).toBeLessThanOrEqual(highest);
});

test.each([
  ["that is the highest in 20 octets", highest],
  ["that leaves no room for later ones", highest - room + 1n],
  ["whose 20 octets follow one for the sign", 2n ** 160n - 1n],
])("a list with a number %s is refused", async (_, number) => {
  const taking = takeOver(number);
  await expect(taking).rejects.toMatchObject({ code: "list-unusable" });
  await expect(taking).rejects.toThrow("has more than 20 octets, or is too high to be continued by lists of this service.");
});

test("the former program may go on with its numbers, and take over again", async () => {
  const nanoseconds = BigInt(Date.now()) * 1_000_000n;
  const data = await takeOver(nanoseconds);
  await using service = await openService(data);
  const first = await nextList(service, new Date());
  const take = async (number: bigint, serials: readonly string[]): Promise<unknown> =>
    await importListFile(service, await signList(number, serials), byOperator(later(0)));
  // Far above the service's, which advance a million times as slowly.
  const day = nanoseconds + 86_400_000_000_000n;
  expect(day).toBeGreaterThan(first.number);
  await take(day, ["4711", "4712"]);
  const second = await nextList(service, later(1));
  expect(second.number).toBeGreaterThan(day);
  expect([...second.serials].sort()).toEqual(["4711", "4712"]);
  await expect(take(day - 1n, ["4711"])).rejects.toThrow("A later revocation list of this authority has been imported.");
  // Below the service's.
  await take(day + 1n, ["4711", "4712", "4713"]);
  const third = await nextList(service, later(1));
  expect(third.number).toBeGreaterThan(second.number);
  expect(third.serials).toHaveLength(3);

  expect((await runHere("authority", "export", "--data", data, "--out", at.path("out"))).code).toBe(0);
  const folder = join(at.path("out"), issuerId(service.authority));
  const exported = await printed(join(folder, "list.pem"));
  const digits = (await readFile(join(folder, "crlnumber"), "utf8")).trim();
  await signList(BigInt(`0x${digits}`), exported.serials);
  expect((await printed("old.crl")).number).toBe(exported.number + 1n);
});

test("a restored service continues after the lists that were published since", async () => {
  const data = await takeOver(2n ** 64n);
  const from = at.path("backup");
  await backUp(data, from, { now: later(0) });
  const published = await (async () => {
    await using service = await openService(data);
    const list = await nextList(service, later(1));
    await keepPresentLists(service, later(1));
    return list;
  })();
  const restored = async (name: string, now: Date, options: Partial<RestoreOptions>): Promise<bigint> => {
    await restore(from, at.path(name), { ...byOperator(now), database: await databaseOfTest(), ...options });
    await using service = await openService(at.path(name));
    return (await nextList(service, now)).number;
  };
  expect(await restored("by-time", later(2), {}), "by the time alone").toBeGreaterThan(published.number);
  const own = join(dataFolder(data).published, `${await identifier(data)}.crl`);
  expect(await restored("replaced", later(0), { replacing: data }), "by the former folder").toBe(published.number + 1n);
  expect(await restored("listed", later(0), { lists: [own] }), "by a list that is named").toBe(published.number + 1n);
});

async function identifier(data: string): Promise<string> {
  await using service = await openService(data);
  return issuerId(service.authority);
}
