import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { chmod, mkdir, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare } from "../interop/tool.ts";

/** A small disk for one test, which can be filled. */
export interface SmallDisk extends AsyncDisposable {
  /** A folder on it that belongs to the given user. */
  readonly folder: string;
  /** Fills the free space. */
  fill(): Promise<void>;
  /** Frees the space taken by `fill`. */
  clear(): Promise<void>;
}

/** Whether this process can mount file systems: root can, except in most containers. */
export function mayMount(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const place = mkdtempSync(join(tmpdir(), "koshin-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", place], { stdio: "ignore" });
    execFileSync("umount", [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(place);
  }
}

/**
 * Creates a file system in memory.
 *
 * @param place an empty folder, which all users can traverse afterwards
 * @param size as for mount(8): `24m`
 */
export async function makeSmallDisk(place: string, size: string, owner: string): Promise<SmallDisk> {
  await prepare("mount", ["-t", "tmpfs", "-o", `size=${size},mode=755`, "tmpfs", place]);
  const folder = join(place, "data");
  const filler = join(place, "filler");
  await mkdir(folder);
  await prepare("chown", [owner, folder]);
  await chmod(folder, 0o700);
  return {
    folder,
    async fill() {
      await using file = await open(filler, "w");
      const chunk = Buffer.alloc(4096);
      const isFull = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOSPC";
      for (let full = false; !full;) {
        full = await file.write(chunk).then(
          () => false,
          (error: unknown) => {
            if (isFull(error)) return true;
            throw error;
          },
        );
      }
    },
    async clear() {
      await rm(filler);
    },
    async [Symbol.asyncDispose]() {
      await prepare("umount", [place]);
    },
  };
}
