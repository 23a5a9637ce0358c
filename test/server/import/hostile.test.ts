import { execFileSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { link, open, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { encodeTime } from "../../../src/core/der/time.ts";
import {
  bitString,
  context,
  element,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
  setOf,
  utf8String,
} from "../../../src/core/der/write.ts";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { encodeName } from "../../../src/core/x509/name.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { printable } from "../../../src/server/commands/line/printable.ts";
import { countAudit } from "../../../src/server/store/audit/audit.ts";
import { runHere } from "../../support/program.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));
const everything = new AsyncDisposableStack();
let world: ThrowawayService;
let folder: string;
const authority = generateKeyPairSync("ec", { namedCurve: "P-256" });
const namesake = generateKeyPairSync("ec", { namedCurve: "P-256" });
const authorityName = encodeName({ cn: "Old CA", o: "Old Cloud" });

beforeAll(async () => {
  world = everything.use(await startService());
  folder = await mkdtemp(join(tmpdir(), "koshin-hostile-"));
  everything.defer(() => rm(folder, { recursive: true }));
  for (const [name, { publicKey, privateKey }] of Object.entries({ authority, namesake })) {
    const path = await file(
      `${name}.pem`,
      encodePem("CERTIFICATE", certificate({ subject: authorityName, key: publicKey, signer: privateKey, authority: true })),
    );
    expect((await runHere("authority", "adopt", "--data", world.data, path)).code).toBe(0);
  }
  await world.reload();
});
afterAll(async () => await everything.disposeAsync());

interface Made {
  readonly subject?: Bytes;
  readonly issuer?: Bytes;
  readonly key?: KeyObject;
  readonly signer?: KeyObject;
  readonly serial?: number;
  readonly authority?: boolean;
}

let serials = 1;
const leafKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey;

/** A certificate that OpenSSL would not make. */
function certificate(made: Made = {}): Bytes {
  const { subject = encodeName({ cn: `client${serials}`, o: "u00000014" }), issuer = authorityName, key = leafKey } = made;
  const constraints = sequence(
    oid("2.5.29.19"),
    element(1, Uint8Array.of(255)),
    octetString(sequence(element(1, Uint8Array.of(255)))),
  );
  const now = Date.now();
  const signed = sequence(
    context(0, integer(2)),
    integer(made.serial ?? serials++),
    ecdsaWithSha256,
    issuer,
    sequence(encodeTime(new Date(now - dayInMilliseconds)), encodeTime(new Date(now + 50 * dayInMilliseconds))),
    subject,
    new Uint8Array(key.export({ type: "spki", format: "der" })),
    ...(made.authority === true ? [context(3, sequence(constraints))] : []),
  );
  const signature = new Uint8Array(sign("sha256", signed, made.signer ?? authority.privateKey));
  return sequence(signed, ecdsaWithSha256, bitString(signature));
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const Row = v.union([v.object({ refused: v.string(), file: v.string() }), v.looseObject({ taken: v.number(), known: v.number() })]);

/** The number taken up and known before, and the reasons of the rest. */
async function outcome(
  ...args: readonly string[]
): Promise<{ readonly taken: number; readonly known: number; readonly refused: readonly string[] }> {
  const { code, stdout } = await runHere("import", "--data", world.data, "--json", ...args);
  expect(code).toBe(0);
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => v.parse(v.pipe(v.string(), v.parseJson(), Row), line));
  const last = rows.at(-1);
  if (last === undefined || !("taken" in last)) throw new Error("No result.");
  return {
    taken: last.taken,
    known: last.known,
    refused: rows.flatMap((row) => (typeof row.refused === "string" ? [row.refused] : [])),
  };
}

describe("nothing is taken up that is not signed", () => {
  test("by an authority that it names: a certificate that claims this service's own authority", async () => {
    const claim = certificate({ issuer: new Uint8Array(world.service.authority.issuerName) });
    expect(await outcome(await file("claim.cer", claim))).toEqual({ taken: 0, known: 0, refused: ["signature-wrong"] });
  });

  test("by a stranger of another name, or altered afterwards", async () => {
    const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const altered = certificate();
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    const files = [
      await file("stranger.cer", certificate({ issuer: encodeName({ cn: "Stranger", o: "" }), signer: stranger })),
      await file("forged.cer", certificate({ signer: stranger })),
      await file("altered.cer", altered),
    ];
    expect((await outcome(...files)).refused).toEqual(["issuer-unknown", "signature-wrong", "signature-wrong"]);
  });

  test("but two authorities of one name are told apart by their keys, with the same serial number", async () => {
    const serial = 4711;
    const [one, other] = [certificate({ serial }), certificate({ serial, signer: namesake.privateKey })];
    expect(await outcome(await file("one.cer", one), await file("other.cer", other))).toEqual({ taken: 2, known: 0, refused: [] });
    const hex = parseCertificate(one).serial;
    const rows = await world.service.store.selectFrom("certificates").select("issuer").where("serial", "=", hex).execute();
    expect(new Set(rows.map(({ issuer }) => issuer)).size).toBe(2);
  });

  test("and a second certificate with the issuer and serial number of a first one is refused", async () => {
    const serial = 4712;
    const files = [await file("first.cer", certificate({ serial })), await file("second.cer", certificate({ serial }))];
    expect(await outcome(...files)).toEqual({ taken: 1, known: 0, refused: ["serial-taken"] });
  });
});

describe("names", () => {
  const attribute = (type: string, tagNumber: number, text: Uint8Array): Bytes =>
    setOf(sequence(oid(type), element(tagNumber, text)));
  const utf8 = new TextEncoder();

  test("of authorities that differ by case, width and string type are one name", async () => {
    const issuer = sequence(
      attribute("2.5.4.10", 0x13, utf8.encode("OLD  CLOUD")),
      attribute("2.5.4.3", 0x0c, utf8.encode("Ｏｌｄ ca")),
    );
    expect((await outcome(await file("similar.cer", certificate({ issuer })))).taken).toBe(1);
  });

  test("of tenants that differ only by case are not two tenants", async () => {
    const similar = certificate({ subject: encodeName({ cn: "client77", o: "U00000014" }) });
    expect((await outcome(await file("case.cer", similar))).refused).toEqual(["tenant-similar"]);
  });

  test("of tenants that differ only by width are not two tenants, and directional marks are in no holder's name", async () => {
    const files = [
      await file("wide.cer", certificate({ subject: encodeName({ cn: "client78", o: "ｕ００００００１４" }) })),
      await file("mark.cer", certificate({ subject: encodeName({ cn: "client\u202e82", o: "u00000014" }) })),
    ];
    expect((await outcome(...files)).refused).toEqual(["holder-not-allowed", "tenant-similar"]);
  });

  test("of 64 kilobytes are refused", async () => {
    const long = "x".repeat(64 * 1024);
    const files = [
      await file("long.cer", certificate({ subject: encodeName({ cn: long, o: "u00000014" }) })),
      await file("longer.cer", certificate({ subject: sequence(setOf(sequence(oid("2.5.4.11"), utf8String("x".repeat(8000))))) })),
    ];
    expect((await outcome(...files)).refused).toEqual(["too-large", "name-too-long"]);
  });

  test("with a second CN are nobody's", async () => {
    const two = sequence(
      ...["a", "b"].map((cn) => attribute("2.5.4.3", 0x0c, utf8.encode(cn))),
      attribute("2.5.4.10", 0x0c, utf8.encode("u00000014")),
    );
    expect((await outcome(await file("two.cer", certificate({ subject: two })))).refused).toEqual(["holder-unreadable"]);
  });

  test("of files are printed so that a terminal does not act on them", async () => {
    const path = await file("\u001b[31m\u202egnp.exe", "nothing");
    const { stdout } = await runHere("import", "--data", world.data, path);
    expect(stdout).toContain("\\u{1b}[31m\\u{202e}gnp.exe: It contains no certificate");
    expect(stdout).not.toContain("\u001b");
    expect(printable("診療所.pem")).toBe("診療所.pem");
  });
});

describe("keys", () => {
  test.each([512, 1023, 8192])("of RSA-%i are refused", async (bits) => {
    const modulus = Buffer.alloc(Math.ceil(bits / 8), 0xff);
    modulus[0] = 0xff >> (modulus.length * 8 - bits);
    const rsa = sequence(sequence(oid("1.2.840.113549.1.1.1"), nullValue()), bitString(sequence(integer(modulus), integer(65537))));
    const key = createPublicKey({ key: Buffer.from(rsa), format: "der", type: "spki" });
    expect((await outcome(await file(`rsa-${bits}.cer`, certificate({ key })))).refused).toEqual(["key-unsupported"]);
  });
});

describe("a folder", () => {
  test("may have very many names", async () => {
    const many = join(folder, "many");
    await mkdir(many);
    const one = await file("many.cer", certificate());
    for (let number = 0; number < 3000; number++) await link(one, join(many, `${number}.cer`));
    expect(await outcome(many)).toEqual({ taken: 1, known: 2999, refused: [] });
  });

  test("is not left by links, and pipes in it are not opened", async () => {
    const inside = join(folder, "inside");
    await mkdir(inside);
    await file("outside.cer", certificate());
    await symlink(join(folder, "outside.cer"), join(inside, "link.cer"));
    await symlink(folder, join(inside, "folder"));
    execFileSync("mkfifo", [join(inside, "pipe")]);
    expect(await outcome(inside)).toEqual({ taken: 0, known: 0, refused: ["file-skipped", "file-skipped", "file-skipped"] });
  });

  test("is not read where it is nested too deeply", async () => {
    const deep = join(folder, "deep", ...Array.from({ length: 40 }, () => "d"));
    await mkdir(deep, { recursive: true });
    await writeFile(join(deep, "one.cer"), certificate());
    expect(await outcome(join(folder, "deep"))).toEqual({ taken: 0, known: 0, refused: ["folder-too-deep"] });
  });

  test("with an index cannot make it read other files", async () => {
    const indexed = join(folder, "indexed");
    await mkdir(join(indexed, "newcerts"), { recursive: true });
    await writeFile(
      join(indexed, "index.txt"),
      `V\t270101000000Z\t\t../../outside\tunknown\t/O=u00000014/CN=client9\nV\t270101000000Z\t\t01\tunknown\t/CN\n`,
    );
    expect((await outcome(join(indexed, "index.txt"))).refused).toEqual(["row-malformed", "issuer-not-named"]);
  });
});

describe("a bomb", () => {
  test("of a sparse file of four gigabytes is not read to its end", async () => {
    const sparse = join(folder, "sparse");
    await mkdir(sparse);
    for (const [name, beginning] of [
      ["zeros", ""],
      ["der", "\u0030\u0084"],
      ["text", "x"],
    ] as const) {
      await using handle = await open(join(sparse, name), "w");
      await handle.write(beginning, 0, "latin1");
      await handle.truncate(4 * 1024 ** 3);
    }
    const refused = (await outcome(sparse)).refused;
    expect([...refused].sort()).toEqual(["nothing-found", "nothing-found", "too-large"]);
  });

  test("of PKCS#12 with 2^31 iterations is not computed", async () => {
    const mac = sequence(
      sequence(sequence(oid("2.16.840.1.101.3.4.2.1")), octetString(new Uint8Array(32))),
      octetString(new Uint8Array(8)),
      integer(2 ** 31 - 1),
    );
    const contents = sequence(oid("1.2.840.113549.1.7.1"), context(0, octetString(sequence())));
    const bomb = sequence(integer(3), contents, mac);
    expect((await outcome(await file("bomb.p12", bomb))).refused).toEqual(["encryption-unsupported"]);
  });

  test("of nested elements is no certificate", async () => {
    let nested: Bytes = sequence();
    for (let depth = 0; depth < 500; depth++) nested = sequence(nested);
    expect((await outcome(await file("nested.der", nested))).refused).toEqual(["malformed"]);
  });

  test("of one PEM block with megabytes is skipped, and what follows it is read", async () => {
    const block = `-----BEGIN CERTIFICATE-----\n${`${"A".repeat(64)}\n`.repeat(100_000)}-----END CERTIFICATE-----\n`;
    const path = await file("block.pem", block + encodePem("CERTIFICATE", certificate()));
    expect(await outcome(path)).toEqual({ taken: 1, known: 0, refused: ["too-large"] });
  });

  test("of bad rows is counted, with the first thousand named for a person", async () => {
    const count = 20_000;
    const path = await file("bad.csv", `serial,notAfter,cn\n${"zz,never,\n".repeat(count)}`);
    const before = await countAudit(world.service.store);
    const { stdout } = await runHere("import", "--data", world.data, path);
    const lines = stdout.trim().split("\n");
    expect(lines.filter((line) => line.includes("bad.csv:"))).toHaveLength(1000);
    expect(stdout).toContain(`… and ${count - 1000} more; --json names all.`);
    expect(lines.at(-1)).toBe(`  ${count} not taken up: row-malformed`);
    expect(await countAudit(world.service.store)).toBe(before);
  });
});
