import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { derOf, ImportingService } from "../../support/importing-service.ts";
import { runHere } from "../../support/program.ts";

let at: ImportingService;
beforeAll(async () => {
  at = await ImportingService.start();
});
afterAll(async () => await at[Symbol.asyncDispose]());

async function shown(serial: string): Promise<string> {
  return (await runHere("show", "--data", at.world.data, "--serial", serial, "--issuer", at.issuer)).stdout;
}

const Entry = v.pipe(v.string(), v.parseJson(), v.looseObject({ action: v.string() }));

/** The actions of the entries about a certificate, oldest first. */
async function actionsAbout(serial: string): Promise<string[]> {
  const { stdout } = await runHere("audit", "--data", at.world.data, "--object", serial, "--json");
  return stdout
    .trim()
    .split("\n")
    .map((line) => v.parse(Entry, line).action);
}

describe("an imported certificate", () => {
  test("is shown with the time and the paths of its import, and with who revoked it", async () => {
    const [held, other] = [await at.other.issue({ subject: at.subject() }), await at.other.issue({ subject: at.subject() })];
    await at.imports(held.path, other.path);
    expect(await shown(held.serial)).toMatch(
      new RegExp(`^  imported     \\S+Z  operator  imported from ${held.path}, ${other.path}$`, "m"),
    );
    expect(await shown(held.serial)).toContain(`  issuer       CN=Old CA,O=Old Cloud,C=JP (${at.issuer})\n`);
    await at.other.revoke(held, "superseded");
    await at.imports(await at.other.list());
    expect(await shown(held.serial)).toMatch(/^ {2}revoked {6}\S+Z {2}operator {2}superseded$/m);
    expect(await actionsAbout(held.serial)).toEqual(["certificates-taken", "revocations-taken"]);
    expect(await actionsAbout(other.serial)).toEqual(["certificates-taken"]);
  });

  test("names the first of many paths", async () => {
    const held = await at.other.issue({ subject: at.subject() });
    const copies = Array.from({ length: 12 }, () => held.path);
    await at.imports(...copies);
    expect(await shown(held.serial)).toContain(`imported from ${copies.slice(0, 10).join(", ")}, 2 more\n`);
  });

  test("by its facts is shown as such, until its holder presents it", async () => {
    const held = await at.other.issue({ subject: "/C=JP/O=u00000014/OU=診療所/CN=client5" });
    const { notAfter } = parseCertificate(derOf(held));
    const head = "serial,issuer,subject,notAfter";
    const row = `${held.serial},${at.issuer},"CN=client5,OU=診療所,O=u00000014,C=JP",${notAfter.toISOString()}`;
    const folder = await at.folderWith({ "old.csv": `${head}\n${row}\n` });
    expect((await at.imports(folder)).counts).toMatchObject({ listed: 1 });
    expect(await shown(held.serial)).toContain(`  issuer       ${at.issuer}\n`);
    expect(await shown(held.serial)).toContain("its facts alone, until its holder presents it");
    expect(await shown(held.serial)).toContain("  subject      CN=client5,OU=診療所,O=u00000014,C=JP\n");
    expect(await at.word(held)).toBe("200");
    expect(await shown(held.serial)).toContain(`imported from ${folder}\n`);
    expect(await actionsAbout(held.serial)).toEqual(["certificates-listed", "certificate-bound"]);
  });

  test("by its tenant and holder alone has the subject of a first certificate", async () => {
    const folder = await at.folderWith({
      "old.csv": `serial,issuer,tenant,cn,notAfter\nA1B2,${at.issuer},u00000014,client6,2027-01-01\n`,
    });
    await at.imports(join(folder, "old.csv"));
    expect(await shown("A1B2")).toContain("  subject      CN=client6,O=u00000014\n");
  });
});
