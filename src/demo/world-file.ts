import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";

const WorldCertificate = v.strictObject({
  cn: v.string(),
  tenant: v.string(),
  /** Upper-case hexadecimal. */
  serial: v.string(),
  notAfter: v.pipe(v.string(), v.isoTimestamp()),
  /** Paths; the password is the whole text file except the line break. */
  p12: v.string(),
  passwordFile: v.string(),
});
/** A client certificate of the demonstration, in a .p12 file with its password in a file beside it. */
export type WorldCertificate = v.InferOutput<typeof WorldCertificate>;

const WorldAdministrator = v.strictObject({
  user: v.string(),
  password: v.string(),
  /** Of the second factor, base32. */
  secret: v.string(),
});
/** The account of an administrator of the tenant, for the administrators' site, or of a system operator. */
export type WorldAdministrator = v.InferOutput<typeof WorldAdministrator>;

const World = v.strictObject({
  /** False while the world is being created. */
  complete: v.boolean(),
  /** The account of the web app. */
  user: v.string(),
  password: v.string(),
  tenant: v.string(),
  otherTenant: v.string(),
  certificates: v.array(WorldCertificate),
  /** Missing in a world that was created before there was one. */
  administrator: v.optional(WorldAdministrator),
  systemOperator: v.optional(WorldAdministrator),
});
/** A demonstration world, as `world.json` in its data folder describes it. */
export type World = v.InferOutput<typeof World>;

/** Writes the world's description, readable by its owner only. */
export async function writeWorld(data: string, world: World): Promise<void> {
  await writeFile(worldFile(data), JSON.stringify(world, undefined, 2) + "\n", { mode: 0o600 });
}

/**
 * Reads the world of a data folder.
 *
 * @returns undefined if the folder is empty or missing, or if the world in it was never completed
 * @throws Error if the folder contains something else, which is left unchanged
 */
export async function readWorld(data: string): Promise<World | undefined> {
  const world = await findWorld(data);
  return world?.complete === true ? world : undefined;
}

/**
 * Removes the world of a data folder, complete or not, with everything else in the folder.
 *
 * @throws Error if the folder contains something that is not a world
 */
export async function removeWorld(data: string): Promise<void> {
  if ((await findWorld(data)) !== undefined) await rm(data, { recursive: true });
}

/** The certificate with a CN, of the first tenant that has one. */
export function certificateOf(world: World, cn: string): WorldCertificate {
  const certificate = world.certificates.find((known) => known.cn === cn);
  if (certificate === undefined) throw new Error(`The demonstration has no ${cn}. Create it again with --fresh.`);
  return certificate;
}

async function findWorld(data: string): Promise<World | undefined> {
  const names = await readdir(data).catch((error: unknown): string[] => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  });
  if (names.length === 0) return undefined;
  try {
    return v.parse(World, JSON.parse(await readFile(worldFile(data), "utf8")));
  } catch (cause) {
    throw new Error(
      `${data} is not empty, and does not contain a demonstration. Name an empty folder with --data, or remove this one.`,
      { cause },
    );
  }
}

function worldFile(data: string): string {
  return join(data, "world.json");
}
