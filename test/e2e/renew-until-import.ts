import { readFile } from "node:fs/promises";
import { readKeyFile } from "../../src/core/renewal/key-file.ts";
import { parseCertificate } from "../../src/core/x509/certificate.ts";
import type { Clinic } from "./clinic.ts";
import type { Person } from "./person.ts";

/** What the person has after the download and the password. */
export interface Held {
  /** The downloaded file's path. */
  readonly p12: string;
  /** As copied from the dialog. */
  readonly password: string;
  /** The serial number of the certificate in the file. */
  readonly serial: string;
}

/** Gives access to the download folder, in any browser. */
export type Desk = Pick<Clinic, "downloaded">;
/** Presses buttons and reads the clipboard, in any browser. */
export type Hands = Pick<Person, "presses" | "pastes">;

/** Presses 「更新」, 「こちら」, 「確認する」 and コピー, and continues to the import step, as a person would. */
export async function renewUntilImport(clinic: Desk, person: Hands): Promise<Held> {
  await person.presses("更新");
  return await saveUntilImport(clinic, person);
}

/** The same, starting at the save step. */
export async function saveUntilImport(clinic: Desk, person: Hands): Promise<Held> {
  await person.presses("こちら");
  const p12 = await clinic.downloaded(".p12");
  await person.presses("確認する");
  await person.presses("コピー");
  const password = await person.pastes();
  await person.presses("次へ");
  const { certificate } = await readKeyFile(new Uint8Array(await readFile(p12)), password);
  return { p12, password, serial: parseCertificate(certificate).serial };
}
