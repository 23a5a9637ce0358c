import { createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { bitString, element, integer, nullValue, oid, sequence, setOf, utf8String } from "../../../src/core/der/write.ts";
import { encodeName } from "../../../src/core/name/name.ts";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { issuerId } from "../../../src/server/authority/issuer-id.ts";
import { printable } from "../../../src/server/commands/line/printable.ts";
import { HostileFiles } from "../../support/hostile-files.ts";
import { runHere } from "../../support/program.ts";

let at: HostileFiles;
beforeAll(async () => {
  at = await HostileFiles.make();
});
afterAll(async () => await at[Symbol.asyncDispose]());

describe("nothing is imported that is not signed", () => {
  test("by an authority that it names: a certificate that claims this service's own authority", async () => {
    const claim = at.certificate({ issuer: new Uint8Array(at.world.service.authority.issuerName) });
    expect(await at.outcome(await at.file("claim.cer", claim))).toEqual({ taken: 0, known: 0, refused: ["signature-wrong"] });
  });

  test("by a stranger of another name, or altered afterwards", async () => {
    const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const altered = at.certificate();
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    const files = [
      await at.file("stranger.cer", at.certificate({ issuer: encodeName({ cn: "Stranger", o: "" }), signer: stranger })),
      await at.file("forged.cer", at.certificate({ signer: stranger })),
      await at.file("altered.cer", altered),
    ];
    expect((await at.outcome(...files)).refused).toEqual(["issuer-unknown", "signature-wrong", "signature-wrong"]);
  });

  test("but two authorities of one name are told apart by their keys, with the same serial number", async () => {
    const serial = 4711;
    const [one, other] = [at.certificate({ serial }), at.certificate({ serial, signer: at.namesake })];
    expect(await at.outcome(await at.file("one.cer", one), await at.file("other.cer", other))).toEqual({
      taken: 2,
      known: 0,
      refused: [],
    });
    const hex = parseCertificate(one).serial;
    const rows = await at.world.service.store.selectFrom("certificates").select("issuer").where("serial", "=", hex).execute();
    expect(new Set(rows.map(({ issuer }) => issuer)).size).toBe(2);
  });

  test("and a second certificate with the issuer and serial number of a first one is refused", async () => {
    const serial = 4712;
    const files = [await at.file("first.cer", at.certificate({ serial })), await at.file("second.cer", at.certificate({ serial }))];
    expect(await at.outcome(...files)).toEqual({ taken: 1, known: 0, refused: ["serial-taken"] });
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
    expect((await at.outcome(await at.file("similar.cer", at.certificate({ issuer })))).taken).toBe(1);
  });

  test("of tenants that differ only by case are not two tenants", async () => {
    const similar = at.certificate({ subject: encodeName({ cn: "client77", o: "U00000014" }) });
    expect((await at.outcome(await at.file("case.cer", similar))).refused).toEqual(["tenant-similar"]);
  });

  test("of tenants that differ only by width are not two tenants, and directional marks are in no holder's name", async () => {
    const files = [
      await at.file("wide.cer", at.certificate({ subject: encodeName({ cn: "client78", o: "ｕ００００００１４" }) })),
      await at.file("mark.cer", at.certificate({ subject: encodeName({ cn: "client\u202e82", o: "u00000014" }) })),
    ];
    expect((await at.outcome(...files)).refused).toEqual(["tenant-similar", "holder-not-allowed"]);
  });

  test.each([
    ["a right-to-left mark", "\u200f"],
    ["a zero-width space", "\u200b"],
    ["a zero-width joiner", "\u200d"],
    ["an isolate", "\u2067"],
    ["a filler", "\u3164"],
    ["a blank", "\u2800"],
    ["an escape", "\u001b"],
    ["a control of C1", "\u009b"],
    ["a line break", "\n"],
  ])("with %s are no tenant's and no holder's", async (_, character) => {
    const names = [
      { cn: `client${character}83`, o: "u00000014" },
      { cn: "client83", o: `u0000${character}0014` },
    ];
    const files = names.map(async (name, index) => await at.file(`${index}.cer`, at.certificate({ subject: encodeName(name) })));
    expect((await at.outcome(...(await Promise.all(files)))).refused).toEqual(["holder-not-allowed", "tenant-not-allowed"]);
  });

  test("may be in any script, with marks on their letters, but not before them", async () => {
    const names = ["診療所\u{e0100}", "مستشفى", "Cafe\u0301", "\u0301clinic"].map((o) => ({ cn: "client84", o }));
    const files = names.map(async (name, index) => await at.file(`${index}.cer`, at.certificate({ subject: encodeName(name) })));
    expect(await at.outcome(...(await Promise.all(files)))).toEqual({ taken: 3, known: 0, refused: ["tenant-not-allowed"] });
  });

  test("of 64 kilobytes are refused", async () => {
    const long = "x".repeat(64 * 1024);
    const files = [
      await at.file("long.cer", at.certificate({ subject: encodeName({ cn: long, o: "u00000014" }) })),
      await at.file(
        "longer.cer",
        at.certificate({ subject: sequence(setOf(sequence(oid("2.5.4.11"), utf8String("x".repeat(8000))))) }),
      ),
    ];
    expect((await at.outcome(...files)).refused).toEqual(["too-large", "name-too-long"]);
  });

  test("with a second CN are nobody's", async () => {
    const two = sequence(
      ...["a", "b"].map((cn) => attribute("2.5.4.3", 0x0c, utf8.encode(cn))),
      attribute("2.5.4.10", 0x0c, utf8.encode("u00000014")),
    );
    expect((await at.outcome(await at.file("two.cer", at.certificate({ subject: two })))).refused).toEqual(["holder-unreadable"]);
  });

  test("are printed so that a terminal does not act on them, whatever they name", async () => {
    const sequences = "\u001b[31m\u009b2J\u202egnp.exe";
    const shown = String.raw`\u{1b}[31m\u{9b}2J\u{202e}gnp.exe`;
    const path = await at.file(sequences, "nothing");
    const { stdout } = await runHere("import", "--data", at.world.data, path);
    expect(stdout).toContain(`${shown}: It contains no certificate`);
    const subject = sequence(
      attribute("2.5.4.11", 0x0c, utf8.encode(sequences)),
      attribute("2.5.4.3", 0x0c, utf8.encode("client85")),
      attribute("2.5.4.10", 0x0c, utf8.encode("u00000014")),
    );
    expect((await at.outcome(await at.file("unit.cer", at.certificate({ subject })))).taken).toBe(1);
    const holder = ["--data", at.world.data, "--tenant", "u00000014", "--cn"];
    for (const words of [
      ["show", ...holder, "client85"],
      ["show", ...holder, "client85", "--json"],
      ["show", ...holder, sequences],
      ["tenant", "create", "--data", at.world.data, "--tenant", sequences, "--product", "weborca"],
      ["blocked-key", "add", "--data", at.world.data, "--sha256", "00".repeat(32), "--source", sequences],
      ["audit", "--data", at.world.data, "--object", "00".repeat(32)],
      ["audit", "--data", at.world.data, "--object", "00".repeat(32), "--json"],
      ["authority", "adopt", "--data", at.world.data, path],
    ]) {
      const printed = await runHere(...words);
      const text = printed.stdout + printed.stderr;
      expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      if (!words.includes("--sha256")) expect(text).toContain("gnp.exe");
    }
    expect(printable("診療所.pem")).toBe("診療所.pem");
  });
});

describe("serial numbers", () => {
  test("of either sign with the same octets are two numbers", async () => {
    const files = [Uint8Array.of(0x81), Uint8Array.of(0x00, 0x81)].map(
      async (serial, index) => await at.file(`sign-${index}.cer`, at.certificate({ serial })),
    );
    expect(await at.outcome(...(await Promise.all(files)))).toEqual({ taken: 2, known: 0, refused: [] });
    const shown = await runHere("show", "--data", at.world.data, "--serial", "-7F");
    expect(shown.stdout).toContain("-7F  in-use");
  });

  test("of up to 512 octets are imported, and longer ones refused, in certificates and in an index", async () => {
    const serials = [
      Uint8Array.of(0),
      Uint8Array.of(0xff, 0xff),
      ...[512, 513, 5000].map((length) => new Uint8Array(randomBytes(length)).fill(0x5a, 0, 1)),
    ];
    const files = await Promise.all(
      serials.map(async (serial, index) => await at.file(`serial-${index}.cer`, at.certificate({ serial }))),
    );
    expect(await at.outcome(...files)).toEqual({ taken: 3, known: 0, refused: ["serial-too-long", "serial-too-long"] });
    const row = (digits: string): string => `V\t270101000000Z\t\t${digits}\tunknown\t/O=u00000014/CN=client9\n`;
    const index = await at.file("long-index.txt", row("5A".repeat(5000)) + row(`-${"5A".repeat(5000)}`));
    const issuer = at.world.service.authority.adopted[0];
    const id = issuer === undefined ? "" : issuerId(issuer);
    expect((await at.outcome("--issuer", id, index)).refused).toEqual(["serial-too-long", "serial-too-long"]);
  });
});

describe("keys", () => {
  test.each([512, 1023, 8192])("of RSA-%i are refused", async (bits) => {
    const modulus = Buffer.alloc(Math.ceil(bits / 8), 0xff);
    modulus[0] = 0xff >> (modulus.length * 8 - bits);
    const rsa = sequence(sequence(oid("1.2.840.113549.1.1.1"), nullValue()), bitString(sequence(integer(modulus), integer(65537))));
    const key = createPublicKey({ key: Buffer.from(rsa), format: "der", type: "spki" });
    expect((await at.outcome(await at.file(`rsa-${bits}.cer`, at.certificate({ key })))).refused).toEqual(["key-unsupported"]);
  });
});
