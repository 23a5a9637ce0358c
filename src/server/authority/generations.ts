import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { DataFolder } from "../system/data-folder.ts";
import { OperatorError } from "../system/operator-error.ts";
import { unreadable } from "../system/read-data-file.ts";

/** The files of one root or issuing authority. Of each kind, the one with the highest number signs. */
export interface Generation {
  readonly number: number;
  readonly certificate: string;
  readonly key: string;
}

/** Every authority of a data folder. */
export interface Generations {
  /** The latest first, which signs. */
  readonly issuing: readonly [Generation, ...Generation[]];
  /** The latest first, which signs issuing authorities. */
  readonly roots: readonly [Generation, ...Generation[]];
  /** Cross-certificates of the roots. */
  readonly crossCertificates: readonly string[];
  /** Certificates of adopted authorities. */
  readonly adopted: readonly string[];
}

/** Later generations have a number and a random part, so that concurrent rotations do not write the same files. */
const patterns = {
  issuing: /^issuing(?:-(\d{1,6})-[0-9a-f]{8})?\.pem$/,
  root: /^root(?:-(\d{1,6})-[0-9a-f]{8})?\.pem$/,
  cross: /^cross-\d{1,6}-[0-9a-f]{8}-(?:new-with-old|old-with-new)\.pem$/,
  adopted: /^adopted-[0-9a-f]{2,128}\.pem$/,
};

/**
 * The authorities of a data folder.
 *
 * @throws OperatorError `data-folder-incomplete` if there is none, `authority-requested`, `file-unreadable`
 */
export async function listGenerations({ folder }: Pick<DataFolder["authority"], "folder">): Promise<Generations> {
  const { issuing, roots, requested, ...others } = await findGenerations({ folder });
  if (issuing.length === 0 && requested) {
    const sentence = `The service has no issuing authority yet: a certificate was requested from the operators of its root. Send them the request (koshin authority request --data <folder>), and accept what they make of it (koshin authority accept --data <folder> <file>).`;
    throw new OperatorError("authority-requested", sentence);
  }
  return {
    issuing: atLeastOne(issuing, `${folder} contains no issuing authority`),
    roots: atLeastOne(roots, `${folder} contains no root`),
    ...others,
  };
}

/** The authorities that are in a data folder, even if an issuing authority has only been requested. */
interface FoundGenerations extends Pick<Generations, "crossCertificates" | "adopted"> {
  /** The latest first. */
  readonly issuing: readonly Generation[];
  /** The latest first. */
  readonly roots: readonly Generation[];
  /** Whether a request for an issuing authority waits for its certificate. */
  readonly requested: boolean;
}

/**
 * The authorities that are in a data folder.
 *
 * @throws OperatorError `data-folder-incomplete`, `file-unreadable`
 */
export async function findGenerations({ folder }: Pick<DataFolder["authority"], "folder">): Promise<FoundGenerations> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw unreadable(folder, "Restore it from a backup.", cause);
  });
  return {
    issuing: generationsOf(folder, names, patterns.issuing),
    roots: generationsOf(folder, names, patterns.root),
    crossCertificates: names
      .filter((name) => patterns.cross.test(name))
      .sort()
      .reverse()
      .map((name) => join(folder, name)),
    adopted: names
      .filter((name) => patterns.adopted.test(name))
      .sort()
      .map((name) => join(folder, name)),
    requested: names.includes("requested.csr"),
  };
}

/** The name of the file of an adopted authority, by the identifier of its key, in hexadecimal. */
export function adoptedName(id: string): string {
  return `adopted-${id}.pem`;
}

/** The name, without its extension, of the files of the next generation. */
export function nextStem(kind: "issuing" | "root", { number }: Generation): string {
  return `${kind}-${number + 1}-${randomBytes(4).toString("hex")}`;
}

function generationsOf(folder: string, names: readonly string[], pattern: RegExp): Generation[] {
  const generations = names.flatMap((name) => {
    const [whole, number = "1"] = pattern.exec(name) ?? [];
    if (whole === undefined) return [];
    return { number: Number(number), certificate: join(folder, name), key: join(folder, name.replace(/pem$/, "key")) };
  });
  return generations.sort((a, b) => b.number - a.number || (a.key < b.key ? 1 : -1));
}

function atLeastOne([first, ...others]: readonly Generation[], otherwise: string): readonly [Generation, ...Generation[]] {
  if (first !== undefined) return [first, ...others];
  throw new OperatorError("data-folder-incomplete", `${otherwise}. Restore it from a backup.`);
}
