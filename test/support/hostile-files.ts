import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { expect } from "vitest";
import type { Bytes } from "../../src/core/bytes.ts";
import { dayInMilliseconds } from "../../src/core/days.ts";
import { encodeTime } from "../../src/core/der/time.ts";
import { bitString, context, element, integer, octetString, oid, sequence } from "../../src/core/der/write.ts";
import { encodeName } from "../../src/core/name/name.ts";
import { encodePem } from "../../src/core/x509/pem.ts";
import { runHere } from "./program.ts";
import { startService, type ThrowawayService } from "./throwaway-service.ts";

/** What is unusual about a certificate. */
interface Made {
  readonly subject?: Bytes;
  readonly issuer?: Bytes;
  readonly key?: KeyObject;
  readonly signer?: KeyObject;
  /** A number, or the contents of an INTEGER. */
  readonly serial?: number | Bytes;
  readonly authority?: boolean;
}

interface Outcome {
  readonly taken: number;
  readonly known: number;
  /** The reasons why something was not imported. */
  readonly refused: readonly string[];
}

const Row = v.union([v.object({ refused: v.string(), file: v.string() }), v.looseObject({ taken: v.number(), known: v.number() })]);
const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));
const isTrue = element(1, Uint8Array.of(255));
const isAuthority = sequence(oid("2.5.29.19"), isTrue, octetString(sequence(isTrue)));
const authorityName = encodeName({ cn: "Old CA", o: "Old Cloud" });
const leafKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey;

/** A service that has adopted two authorities of one name, and files that somebody wants it to import. */
export class HostileFiles implements AsyncDisposable {
  readonly world: ThrowawayService;
  readonly folder: string;
  /** The private key of the second authority. */
  readonly namesake: KeyObject;
  readonly #authority: KeyObject;
  #serials = 1;

  private constructor(made: Pick<HostileFiles, "world" | "folder" | "namesake">, authority: KeyObject) {
    ({ world: this.world, folder: this.folder, namesake: this.namesake } = made);
    this.#authority = authority;
  }

  static async make(): Promise<HostileFiles> {
    const [authority, namesake] = [1, 2].map(() => generateKeyPairSync("ec", { namedCurve: "P-256" }));
    if (authority === undefined || namesake === undefined) throw new Error("No key.");
    const folder = await mkdtemp(join(tmpdir(), "koshin-hostile-"));
    const made = new HostileFiles({ world: await startService(), folder, namesake: namesake.privateKey }, authority.privateKey);
    for (const { publicKey: key, privateKey: signer } of [authority, namesake]) {
      const pem = encodePem("CERTIFICATE", made.certificate({ subject: authorityName, key, signer, authority: true }));
      const path = await made.file("authority.pem", pem);
      expect((await runHere("authority", "adopt", "--data", made.world.data, path)).code).toBe(0);
    }
    await made.world.reload();
    return made;
  }

  /** A certificate that OpenSSL would not make. */
  certificate(made: Made = {}): Bytes {
    const { subject = encodeName({ cn: `client${this.#serials}`, o: "u00000014" }), issuer = authorityName, key = leafKey } = made;
    const now = Date.now();
    const signed = sequence(
      context(0, integer(2)),
      typeof made.serial === "object" ? element(2, made.serial) : integer(made.serial ?? this.#serials++),
      ecdsaWithSha256,
      issuer,
      sequence(encodeTime(new Date(now - dayInMilliseconds)), encodeTime(new Date(now + 50 * dayInMilliseconds))),
      subject,
      new Uint8Array(key.export({ type: "spki", format: "der" })),
      ...(made.authority === true ? [context(3, sequence(isAuthority))] : []),
    );
    const signature = new Uint8Array(sign("sha256", signed, made.signer ?? this.#authority));
    return sequence(signed, ecdsaWithSha256, bitString(signature));
  }

  /** Writes a file, and returns its path. */
  async file(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.folder, name);
    await writeFile(path, content);
    return path;
  }

  /** Imports, and expects that the command succeeds. */
  async outcome(...args: readonly string[]): Promise<Outcome> {
    const { code, stdout } = await runHere("import", "--data", this.world.data, "--json", ...args);
    expect(code).toBe(0);
    const rows = stdout
      .trim()
      .split("\n")
      .map((line) => v.parse(v.pipe(v.string(), v.parseJson(), Row), line));
    const last = rows.at(-1);
    if (last === undefined || !("taken" in last)) throw new Error("No result.");
    const refused = rows.flatMap((row) => (typeof row.refused === "string" ? [row.refused] : []));
    return { taken: last.taken, known: last.known, refused };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true });
  }
}
