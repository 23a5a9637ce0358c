import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { Clinic } from "../e2e/clinic.ts";
import { Person } from "../e2e/person.ts";
import { replacementOf } from "../support/records.ts";

const { errors, leave, password } = dialogTexts("ja");
const policyFile = "/etc/chromium/policies/managed/koshin-test-downloads.json";

describe.skipIf(process.getuid?.() !== 0)("a policy that forbids all downloads (written as root only)", () => {
  const owned = new AsyncDisposableStack();

  beforeAll(async () => {
    await mkdir(dirname(policyFile), { recursive: true });
    await writeFile(policyFile, JSON.stringify({ DownloadRestrictions: 3 }));
    owned.defer(() => rm(policyFile));
  });
  afterAll(() => owned.disposeAsync());

  /** A person whose certificate has been issued, and who presses 「こちら」. */
  async function save(clinic: Clinic): Promise<Person> {
    const person = new Person(await clinic.comeIn());
    await person.presses("更新");
    await person.reads("証明書を保存してください");
    await person.presses("こちら");
    return person;
  }

  /** When the service was told that the person has the file. */
  const fetchedAt = async ({ service: { service } }: Clinic, serial: string): Promise<unknown> =>
    (await replacementOf(service.store, serial))?.fetchedAt;

  test("is named by the extension, which does not report the file as fetched", async () => {
    await using clinic = await Clinic.open({ certificates: ["client28"], extension: true });
    const person = await save(clinic);
    await person.readsText(errors["download-forbidden"]);
    expect(await fetchedAt(clinic, clinic.serialOf("client28"))).toBeNull();
    expect(await readdir(clinic.downloads)).toEqual([]);
    await person.page.keyboard.press("Escape");
    await person.reads(leave.heading);
  });

  test("is not told to the in-page module, which asks whether the file is there before it reports anything", async () => {
    await using clinic = await Clinic.open({ certificates: ["client28"], extension: false });
    const person = await save(clinic);
    await person.reads(password.heading);
    expect(await fetchedAt(clinic, clinic.serialOf("client28"))).toBeNull();
    expect(await readdir(clinic.downloads)).toEqual([]);
    await person.page.keyboard.press("Escape");
    await person.reads(leave.heading);
  });
});
