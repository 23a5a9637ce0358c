import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { context, element, integer, octetString, sequence } from "../../../src/core/der/write.ts";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { verifyTrail } from "../../../src/server/issuance/audit/verify-trail.ts";
import { derOf, ImportingService } from "../../support/importing-service.ts";
import { extension, ListMaker, scope } from "../../support/made-list.ts";
import { makeOtherAuthority, type MadeByOther } from "../../support/other-authority.ts";

let at: ImportingService;
let make: ListMaker;
beforeAll(async () => {
  at = await ImportingService.start();
  make = await ListMaker.of(at.other);
});
afterAll(async () => await at[Symbol.asyncDispose]());

async function held(): Promise<MadeByOther> {
  const made = await at.other.issue({ subject: at.subject() });
  await at.imports(made.path);
  return made;
}

async function file(list: Bytes): Promise<string> {
  return `${await at.folderWith({ "list.crl": list })}/list.crl`;
}

const refuses = async (list: Bytes): Promise<readonly string[]> => await at.refuses(await file(list));
const counts = async (...lists: readonly Bytes[]): Promise<unknown> =>
  (await at.imports(...(await Promise.all(lists.map(file))))).counts;

/** The name of a distribution point, as it is in both extensions. */
const uri = (text: string): Bytes => element(0x86, new TextEncoder().encode(text));
const point = context(0, context(0, uri("http://ca.example/1.crl")));
/** More than a database looks for at once. */
const manyNames = Array.from({ length: 40_000 }, (_, number) => uri(`http://ca.example/${number}.crl`));
const superseded = 4;
const keyCompromise = 1;

describe("nothing is concluded from a revocation list", () => {
  const primitive = (number: number, ...content: readonly number[]): Bytes => element(0x80 | number, Uint8Array.of(...content));
  test.each([
    ["a delta", [extension("2.5.29.27", integer(1))], "list-partial"],
    ["a delta that does not say that it is critical", [extension("2.5.29.27", integer(1), { critical: false })], "list-partial"],
    ["for authorities alone", [scope(primitive(2, 255))], "list-partial"],
    ["for some reasons", [scope(primitive(3, 1, 0b0110_0000))], "list-partial"],
    ["for the first eight reasons, which leave no bit unused", [scope(primitive(3, 0, 0xff))], "list-partial"],
    ["for no reason at all", [scope(primitive(3, 0))], "list-partial"],
    ["for attributes", [scope(primitive(5, 1))], "list-partial"],
    ["with a limit that nobody knows, even as false", [scope(primitive(7, 0))], "list-partial"],
    ["of a point that is only a zero", [scope(element(0xa0, Uint8Array.of(0)))], "malformed"],
    ["of two points", [scope(point, context(0, context(0, uri("http://ca.example/2.crl"))))], "malformed"],
    ["of a point with very many names", [scope(context(0, context(0, ...manyNames)))], "malformed"],
    ["of several issuers", [scope(primitive(4, 255))], "list-unsupported"],
    ["with an unknown critical extension", [extension("1.2.3.4", octetString())], "list-unsupported"],
    [
      "with one that is critical in BER",
      [extension("1.2.3.4", octetString(), { critical: element(1, Uint8Array.of(1)) })],
      "list-unsupported",
    ],
    ["with an extension twice, the second of which is harmless", [scope(primitive(3, 1, 2)), scope()], "malformed"],
  ] as const)("%s", async (_, extensions, code) => {
    const { serial } = await held();
    expect(await refuses(make.list({ entries: [{ serial, reason: superseded }], extensions }))).toEqual([code]);
    expect((await at.rowOf(serial))?.revokedAt).toBeNull();
  });

  test.each([
    ["that removes one, as in a delta", { reason: 8 }, "list-partial"],
    ["of another issuer", { extensions: [extension("2.5.29.29", sequence(context(4, sequence())))] }, "list-unsupported"],
    [
      "of another issuer that does not say that it is critical",
      { extensions: [extension("2.5.29.29", sequence(context(4, sequence())), { critical: false })] },
      "list-unsupported",
    ],
    ["with an unknown critical extension", { extensions: [extension("1.2.3.4", octetString())] }, "list-unsupported"],
    ["with a reason of two octets", { extensions: [extension("2.5.29.21", element(0x0a, Uint8Array.of(1, 1)))] }, "malformed"],
    ["without a serial number", { serial: new Uint8Array() }, "malformed"],
    ["with a serial number of 513 octets", { serial: new Uint8Array(513).fill(0x5a) }, "serial-too-long"],
  ] as const)("with an entry %s", async (_, entry, code) => {
    const { serial } = await held();
    const entries = [
      { serial, reason: superseded },
      { serial: "7777", ...entry },
    ];
    expect(await refuses(make.list({ entries }))).toEqual([code]);
    expect((await at.rowOf(serial))?.revokedAt).toBeNull();
  });

  test("that ends before it begins, has a number of 21 octets, or a negative one", async () => {
    const day = new Date(Date.now() - dayInMilliseconds);
    expect(await refuses(make.list({ nextUpdate: day }))).toEqual(["dates-wrong"]);
    expect(await refuses(make.list({ number: new Uint8Array(21).fill(0x11) }))).toEqual(["list-number"]);
    const negative = extension("2.5.29.20", element(2, Uint8Array.of(0xff)), { critical: false });
    expect(await refuses(make.list({ extensions: [negative] }))).toEqual(["malformed"]);
  });

  test("whose authority's certificate does not allow it to sign any", async () => {
    await using other = await makeOtherAuthority({ name: "/O=No lists/CN=No lists CA", usage: "keyCertSign" });
    await at.adopt(other);
    expect(await at.refuses(await other.list())).toEqual(["list-signer"]);
  });
});

describe("a revocation list", () => {
  test("may be of version 1, without a number and a date for the next one, and out of order", async () => {
    const [one, two] = [await held(), await held()];
    const entries = [{ serial: two.serial }, { serial: one.serial }];
    expect(await counts(make.list({ version1: true, nextUpdate: null, entries }))).toEqual({ files: 1, lists: 1, revoked: 2 });
    expect(await at.word(one)).toBe("403 revoked");
  });

  test("may be limited to people's certificates, and ignores extensions that are not critical", async () => {
    const { serial } = await held();
    const people = scope(element(0x81, Uint8Array.of(255)), element(0x84, Uint8Array.of(0)));
    const extensions = [people, extension("1.2.3.4", octetString(), { critical: false })];
    expect(await counts(make.list({ entries: [{ serial }], extensions }))).toMatchObject({ lists: 1, revoked: 1 });
  });

  test("names certificates twice: they are revoked once, and a compromised key counts", async () => {
    const twice = await held();
    const fillers = Array.from({ length: 600 }, (_, index) => ({ serial: `6000${String(index).padStart(4, "0")}` }));
    const entries = [
      { serial: twice.serial, reason: superseded },
      { serial: "77000001", reason: superseded },
      ...fillers,
      { serial: twice.serial, reason: keyCompromise },
      { serial: "77000001", reason: keyCompromise },
    ];
    const list = await file(make.list({ entries }));
    const expected = { files: 1, lists: 1, revoked: 1, revocationsKept: 601 };
    expect((await at.imports("--dry-run", list)).counts).toEqual({ dryRun: true, ...expected });
    expect((await at.imports(list)).counts).toEqual(expected);
    expect((await at.rowOf(twice.serial))?.revocationReason).toBe("key-compromise");
    const unknown = at.world.service.store.selectFrom("unknownRevocations").selectAll().where("serial", "=", "77000001");
    expect(await unknown.execute()).toMatchObject([{ revocationReason: "key-compromise" }]);
  });

  test("that says later that a key was compromised has it blocked, though the first reason stays", async () => {
    const [certificate, later] = [await held(), await at.other.issue({ subject: at.subject() })];
    const entries = [
      { serial: certificate.serial, reason: superseded },
      { serial: later.serial, reason: superseded },
    ];
    await counts(make.list({ entries }));
    await counts(make.list({ entries: entries.map(({ serial }) => ({ serial, reason: keyCompromise })) }));
    const row = await at.rowOf(certificate.serial);
    expect(row?.revocationReason).toBe("superseded");
    await at.imports(later.path);
    const blocked = await at.world.service.store.selectFrom("blockedKeys").select("spkiSha256").execute();
    const keys = blocked.map(({ spkiSha256 }) => spkiSha256);
    expect(keys).toEqual(expect.arrayContaining([row?.spkiSha256, (await at.rowOf(later.serial))?.spkiSha256]));
  });

  test("cannot date a revocation in the future", async () => {
    const [known, unknown] = [await held(), await at.other.issue({ subject: at.subject() })];
    const future = new Date(Date.now() + 365 * dayInMilliseconds);
    await counts(make.list({ entries: [known, unknown].map(({ serial }) => ({ serial, at: future })) }));
    await at.imports(unknown.path);
    for (const { serial } of [known, unknown]) {
      const row = await at.rowOf(serial);
      expect(row?.revokedAt).toBeLessThanOrEqual(Date.now());
    }
  });

  test("has serial numbers of any length and sign", async () => {
    const serials = [Uint8Array.of(0), Uint8Array.of(0x80), new Uint8Array(512).fill(0x5a)];
    const entries = serials.map((serial) => ({ serial }));
    expect(await counts(make.list({ entries }))).toMatchObject({ lists: 1, revocationsKept: 3 });
  });

  test("is refused after a later one, by date or by number, also within one import", async () => {
    const now = Date.now();
    const later = make.list({ thisUpdate: new Date(now + 1000) });
    const older = make.list({ thisUpdate: new Date(now - 1000) });
    const paths = await Promise.all([later, older, later].map(file));
    for (const how of [["--dry-run"], []]) {
      const imported = await at.imports(...how, ...paths);
      expect(imported.counts).toMatchObject({ files: 3, lists: 1, repeatedLists: 1 });
      expect(imported.refused.map(({ refused }) => refused)).toEqual(["list-older"]);
    }
    const backwards = make.list({ thisUpdate: new Date(now + 2000), number: 1 });
    expect(await refuses(backwards)).toEqual(["list-older"]);
    expect(await counts(later)).toEqual({ files: 1, knownLists: 1 });
  });

  test("before the certificates in it is counted alike by a dry run and by the import", async () => {
    const certificate = await at.other.issue({ subject: at.subject() });
    const entries = [{ serial: certificate.serial, reason: superseded }];
    const order = [await file(make.list({ entries, thisUpdate: new Date(Date.now() + 5000) })), certificate.path, certificate.path];
    const expected = { files: 3, lists: 1, revocationsKept: 1, taken: 1, repeated: 1, revoked: 1 };
    expect((await at.imports("--dry-run", ...order)).counts).toEqual({ dryRun: true, ...expected });
    expect((await at.imports(...order)).counts).toEqual(expected);
  });

  test("of one distribution point revokes, and may have a lower number than one for all certificates", async () => {
    const { serial } = await held();
    const list = make.list({ number: 1, extensions: [scope(point)], entries: [{ serial }] });
    expect(await counts(list)).toEqual({ files: 1, lists: 1, pointLists: 1, revoked: 1 });
  });
});

test("certificates that call themselves authorities in BER are none of people", async () => {
  const extensions = "basicConstraints=critical,DER:30:03:01:01:01";
  const made = await at.other.issue({ subject: at.subject(), extensions });
  expect(parseCertificate(derOf(made)).serial).toBe(made.serial);
  expect(await at.refuses(made.path)).toEqual(["is-authority"]);
});

test("the audit trail and the tables agree after all of this", async () => {
  expect((await verifyTrail(at.world.service)).findings).toEqual([]);
});
