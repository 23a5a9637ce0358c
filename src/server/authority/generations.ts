import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { OperatorError } from "../operator-error.ts";
import type { DataFolder } from "../data-folder.ts";

/** The files of one issuing authority; the one with the highest number signs. */
export interface Generation {
  readonly number: number;
  readonly certificate: string;
  readonly key: string;
}

/** Later generations have a number, and a part of chance, so that two rotations at once do not write the same files. */
const certificateName = /^issuing(?:-(\d{1,6})-[0-9a-f]{8})?\.pem$/;

/**
 * The issuing authorities of a data folder, the latest first.
 *
 * @throws OperatorError `data-folder-incomplete` where there is none
 */
export async function listGenerations(files: DataFolder["authority"]): Promise<readonly [Generation, ...Generation[]]> {
  const names = await readdir(files.folder).catch((cause: unknown) => {
    throw new OperatorError("data-folder-incomplete", `${files.folder} cannot be read. Restore it from a backup.`, { cause });
  });
  const generations = names.flatMap((name) => {
    const [whole, number = "1"] = certificateName.exec(name) ?? [];
    if (whole === undefined) return [];
    return { number: Number(number), certificate: join(files.folder, name), key: join(files.folder, name.replace(/pem$/, "key")) };
  });
  const byAge = (a: Generation, b: Generation): number => b.number - a.number || (a.key < b.key ? 1 : -1);
  const [latest, ...earlier] = generations.sort(byAge);
  if (latest !== undefined) return [latest, ...earlier];
  throw new OperatorError("data-folder-incomplete", `${files.folder} holds no issuing authority. Restore it from a backup.`);
}

/**
 * The files of the generation that comes next.
 *
 * @throws OperatorError `data-folder-incomplete`
 */
export async function nextGeneration(files: DataFolder["authority"]): Promise<Generation> {
  const [{ number }] = await listGenerations(files);
  const stem = join(files.folder, `issuing-${number + 1}-${randomBytes(4).toString("hex")}`);
  return { number: number + 1, certificate: `${stem}.pem`, key: `${stem}.key` };
}
