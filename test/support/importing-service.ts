import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { expect } from "vitest";
import type { Bytes } from "../../src/core/bytes.ts";
import { decodePem } from "../../src/core/x509/pem.ts";
import { paths } from "../../src/protocol/paths.ts";
import type { Settings } from "../../src/server/settings/settings.ts";
import type { CertificateRow } from "../../src/server/store/database/schema.ts";
import { refusalOf } from "./enrolment.ts";
import { makeOtherAuthority, type OtherAuthority } from "./other-authority.ts";
import { runHere } from "./program.ts";
import { startService, type ThrowawayService } from "./throwaway-service.ts";
import { send, type Connection, type Identity } from "./tls-client.ts";

const Counts = v.looseObject({ refused: v.record(v.string(), v.number()) });
const RefusedRow = v.object({ refused: v.string(), file: v.string(), line: v.nullable(v.number()) });
const Adopted = v.pipe(v.string(), v.parseJson(), v.object({ issuer: v.string() }));

/** What an import printed. */
interface Imported {
  /** The outcomes that are not zero. */
  readonly counts: Readonly<Record<string, unknown>>;
  readonly refused: readonly v.InferOutput<typeof RefusedRow>[];
}

/** A service that has adopted another authority. */
export class ImportingService implements AsyncDisposable {
  readonly world: ThrowawayService;
  readonly other: OtherAuthority;
  /** An empty folder. */
  readonly folder: string;
  /** The identifier of the other authority. */
  readonly issuer: string;
  readonly #everything: AsyncDisposableStack;
  #next = 100;

  private constructor(made: Pick<ImportingService, "world" | "other" | "folder" | "issuer">, everything: AsyncDisposableStack) {
    ({ world: this.world, other: this.other, folder: this.folder, issuer: this.issuer } = made);
    this.#everything = everything;
  }

  static async start(settings: Partial<Settings> = {}): Promise<ImportingService> {
    await using cleaning = new AsyncDisposableStack();
    const world = cleaning.use(await startService({ settings }));
    const other = cleaning.use(await makeOtherAuthority());
    const folder = await mkdtemp(join(tmpdir(), "koshin-import-"));
    cleaning.defer(() => rm(folder, { recursive: true }));
    const issuer = await adopt(world, other);
    return new ImportingService({ world, other, folder, issuer }, cleaning.move());
  }

  /** The subject of another client of one tenant. */
  subject(cn = `client${this.#next++}`): string {
    return `/C=JP/O=u00000014/CN=${cn}`;
  }

  /** Adopts a further authority, and returns its identifier. */
  async adopt(another: OtherAuthority): Promise<string> {
    return await adopt(this.world, another);
  }

  /** Imports, and expects that the command succeeds. */
  async imports(...args: readonly string[]): Promise<Imported> {
    const { code, stdout, stderr } = await runHere("import", "--data", this.world.data, "--json", ...args);
    expect([code, stderr, code === 0 ? "" : stdout]).toEqual([0, "", ""]);
    const lines = stdout.trim().split("\n");
    const parsed: unknown[] = lines.map((line) => v.parse(v.pipe(v.string(), v.parseJson()), line));
    const { refused: byCode, ...counts } = v.parse(Counts, parsed.at(-1));
    const refused = parsed.slice(0, -1).map((row) => v.parse(RefusedRow, row));
    expect(Object.values(byCode).reduce((sum, count) => sum + count, 0)).toBe(refused.length);
    return { counts: Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0 && count !== false)), refused };
  }

  /** Imports, and returns the reasons why something was not imported. */
  async refuses(...args: readonly string[]): Promise<readonly string[]> {
    return (await this.imports(...args)).refused.map(({ refused }) => refused);
  }

  connect(identity: Identity, host = "app.localhost"): Connection {
    return { port: this.world.port, root: this.world.root, identity, host };
  }

  /** `200`, or why a certificate is refused. */
  async word(identity: Identity): Promise<string> {
    const answer = await send(this.connect(identity), { path: paths.status });
    return answer.status === 200 ? "200" : refusalOf(answer);
  }

  /** A new folder with these files. */
  async folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
    const made = await mkdtemp(join(this.folder, "files-"));
    for (const [name, content] of Object.entries(files)) await writeFile(join(made, name), content);
    return made;
  }

  async rowOf(serial: string, issuer = this.issuer): Promise<CertificateRow | undefined> {
    const rows = this.world.service.store.selectFrom("certificates").selectAll();
    return await rows.where("issuer", "=", issuer).where("serial", "=", serial).executeTakeFirst();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#everything.disposeAsync();
  }
}

async function adopt(world: ThrowawayService, { path }: OtherAuthority): Promise<string> {
  const { stdout } = await runHere("authority", "adopt", "--data", world.data, path, "--json");
  await world.reload();
  return v.parse(Adopted, stdout).issuer;
}

/** A certificate, DER. */
export function derOf({ cert }: Identity): Bytes {
  const [der] = decodePem("CERTIFICATE", cert);
  if (der === undefined) throw new Error("No certificate.");
  return der;
}
