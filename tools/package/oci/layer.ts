import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { moment } from "../moment.ts";
import { writeTree, type TreeFile } from "../write-tree.ts";

const run = promisify(execFile);

/** A blob of an image, under its digest. */
export interface Blob {
  readonly mediaType: string;
  readonly digest: string;
  readonly contents: Buffer;
}

/** A layer: a compressed archive. */
export interface Layer extends Blob {
  /** The digest of the archive itself. */
  readonly diffId: string;
}

/**
 * Makes a layer whose bytes depend on its files only.
 *
 * @param owner the numeric user and group of all files
 */
export async function makeLayer(files: readonly TreeFile[], owner: number): Promise<Layer> {
  const archive = await archiveOf(files, owner);
  const contents = await promisify(gzip)(archive, { level: 4 });
  return { ...blob("application/vnd.oci.image.layer.v1.tar+gzip", contents), diffId: digestOf(archive) };
}

/** Names contents by their digest. */
export function blob(mediaType: string, contents: Buffer): Blob {
  return { mediaType, digest: digestOf(contents), contents };
}

/** Puts files into an archive, by GNU tar: sorted, and with one time and owner. */
export async function archiveOf(files: readonly TreeFile[], owner: number): Promise<Buffer> {
  const staged = await mkdtemp(join(tmpdir(), "koshin-tar-"));
  try {
    const tree = join(staged, "tree");
    await writeTree(tree, files);
    const made = join(staged, "layer.tar");
    const same = ["--sort=name", `--mtime=@${moment()}`, `--owner=${owner}`, `--group=${owner}`, "--numeric-owner", "--format=gnu"];
    const top = new Set(files.map(({ name }) => name.split("/")[0] ?? ""));
    await run("tar", [...same, "-C", tree, "-cf", made, ...Array.from(top).toSorted()]);
    return await readFile(made);
  } finally {
    await rm(staged, { recursive: true });
  }
}

function digestOf(contents: Uint8Array): string {
  return `sha256:${createHash("sha256").update(contents).digest("hex")}`;
}
