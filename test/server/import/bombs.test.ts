import { execFileSync } from "node:child_process";
import { link, mkdir, open, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { context, integer, octetString, oid, sequence } from "../../../src/core/der/write.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { countAudit } from "../../../src/server/store/audit/audit.ts";
import { HostileFiles } from "../../support/hostile-files.ts";
import { runHere } from "../../support/program.ts";

let at: HostileFiles;
beforeAll(async () => {
  at = await HostileFiles.make();
});
afterAll(async () => await at[Symbol.asyncDispose]());

describe("a folder", () => {
  test("may have very many names", async () => {
    const many = join(at.folder, "many");
    await mkdir(many);
    const one = await at.file("many.cer", at.certificate());
    for (let number = 0; number < 3000; number++) await link(one, join(many, `${number}.cer`));
    expect(await at.outcome(many)).toEqual({ taken: 1, known: 0, refused: [] });
  });

  test("is not left by links, and pipes in it are not opened", async () => {
    const inside = join(at.folder, "inside");
    await mkdir(inside);
    await at.file("outside.cer", at.certificate());
    await symlink(join(at.folder, "outside.cer"), join(inside, "link.cer"));
    await symlink(at.folder, join(inside, "folder"));
    execFileSync("mkfifo", [join(inside, "pipe")]);
    expect(await at.outcome(inside)).toEqual({ taken: 0, known: 0, refused: ["file-skipped", "file-skipped", "file-skipped"] });
  });

  test("is not read where it is nested too deeply", async () => {
    const deep = join(at.folder, "deep", ...Array.from({ length: 40 }, () => "d"));
    await mkdir(deep, { recursive: true });
    await writeFile(join(deep, "one.cer"), at.certificate());
    expect(await at.outcome(join(at.folder, "deep"))).toEqual({ taken: 0, known: 0, refused: ["folder-too-deep"] });
  });

  test("with an index cannot make it read other files", async () => {
    const indexed = join(at.folder, "indexed");
    await mkdir(join(indexed, "newcerts"), { recursive: true });
    await writeFile(
      join(indexed, "index.txt"),
      `V\t270101000000Z\t\t../../outside\tunknown\t/O=u00000014/CN=client9\nV\t270101000000Z\t\t01\tunknown\t/CN\n`,
    );
    expect((await at.outcome(join(indexed, "index.txt"))).refused).toEqual(["row-malformed", "issuer-not-named"]);
  });
});

describe("an archive", () => {
  test("is not looked into, whatever its name, and the sentence says to unpack it", async () => {
    const folder = join(at.folder, "archives");
    await mkdir(folder);
    await writeFile(join(folder, "one.pem"), encodePem("CERTIFICATE", at.certificate()));
    const tar = (options: string, name: string): Buffer => execFileSync("tar", [options, name, "one.pem"], { cwd: folder });
    tar("-cf", "one.tar");
    tar("-czf", "one.tar.gz");
    tar("-cf", "one.crt");
    const zip = zipSync({ "one.pem": new Uint8Array(await readFile(join(folder, "one.pem"))) });
    for (const name of ["one.zip", "one.jar"]) await writeFile(join(folder, name), zip);
    execFileSync("gzip", ["--keep", "one.pem"], { cwd: folder });
    expect(await at.outcome(folder)).toEqual({ taken: 1, known: 0, refused: Array.from({ length: 6 }, () => "packed") });
    const { stdout, stderr } = await runHere("import", "--data", at.world.data, join(folder, "one.zip"));
    expect(stdout + stderr).toContain("Unpack it");
  });
});

describe("a bomb", () => {
  test("of a sparse file of four gigabytes is not read to its end", async () => {
    const sparse = join(at.folder, "sparse");
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
    const refused = (await at.outcome(sparse)).refused;
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
    expect((await at.outcome(await at.file("bomb.p12", bomb))).refused).toEqual(["encryption-unsupported"]);
  });

  test("of nested elements is no certificate", async () => {
    let nested: Bytes = sequence();
    for (let depth = 0; depth < 500; depth++) nested = sequence(nested);
    expect((await at.outcome(await at.file("nested.der", nested))).refused).toEqual(["malformed"]);
  });

  test("of one PEM block with megabytes is skipped, and what follows it is read", async () => {
    const block = `-----BEGIN CERTIFICATE-----\n${`${"A".repeat(64)}\n`.repeat(100_000)}-----END CERTIFICATE-----\n`;
    const path = await at.file("block.pem", block + encodePem("CERTIFICATE", at.certificate()));
    expect(await at.outcome(path)).toEqual({ taken: 1, known: 0, refused: ["too-large"] });
  });

  test("of bad rows is counted, with the first thousand named for a person", async () => {
    const count = 20_000;
    const path = await at.file("bad.csv", `serial,notAfter,cn\n${"zz,never,\n".repeat(count)}`);
    const before = await countAudit(at.world.service.store);
    const { stdout } = await runHere("import", "--data", at.world.data, path);
    const lines = stdout.trim().split("\n");
    expect(lines.filter((line) => line.includes("bad.csv:"))).toHaveLength(1000);
    expect(stdout).toContain(`… and ${count - 1000} more; --json names all.`);
    expect(lines.at(-1)).toBe(`  ${count} not imported: row-malformed`);
    expect(await countAudit(at.world.service.store)).toBe(before);
  });
});
