import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { mailAddressesIn } from "../../../src/core/x509/mail-addresses.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { changeMail } from "../../../src/server/issuance/holders/note-mail.ts";
import { findHolder } from "../../../src/server/store/holders/holder-rows.ts";
import { derOf, ImportingService } from "../../support/importing-service.ts";
import { clientExtensions, type MadeByOther } from "../../support/other-authority.ts";

let at: ImportingService;
beforeAll(async () => {
  at = await ImportingService.start();
});
afterAll(async () => await at[Symbol.asyncDispose]());

async function made(cn: string, names: string): Promise<MadeByOther> {
  return await at.other.issue({ subject: at.subject(cn), extensions: `${clientExtensions}\nsubjectAltName=${names}` });
}

async function mailOf(cn: string): Promise<string | undefined> {
  return (await findHolder(at.world.service.store, { tenant: "u00000014", cn }))?.mail;
}

describe("the mail address of a holder", () => {
  test("is read from the subjectAltName, among other names", async () => {
    const held = await made("client1", "DNS:pc.clinic.example,email:clerk@clinic.example,email:desk@clinic.example");
    expect(mailAddressesIn(derOf(held))).toEqual(["clerk@clinic.example", "desk@clinic.example"]);
    expect(mailAddressesIn(derOf(await at.other.issue({ subject: at.subject() })))).toEqual([]);
  });

  test("is taken from a certificate that is imported, the latest one's, and from nothing else", async () => {
    const [first, second] = [
      await made("client2", "email:first@clinic.example"),
      await made("client2", "email:second@clinic.example"),
    ];
    const odd = await made("client3", "email:nobody");
    await at.imports(first.path);
    expect(await mailOf("client2")).toBe("first@clinic.example");
    await at.imports(second.path, odd.path);
    expect(await mailOf("client2")).toBe("second@clinic.example");
    expect(await mailOf("client3")).toBeUndefined();
  });

  test("is taken from a certificate whose facts were imported, when its holder presents it", async () => {
    const held = await made("client4", "email:clerk@clinic.example");
    const row = `${held.serial},${at.issuer},"CN=client4,O=u00000014,C=JP",${parseCertificate(derOf(held)).notAfter.toISOString()}`;
    await at.imports(await at.folderWith({ "old.csv": `serial,issuer,subject,notAfter\n${row}\n` }));
    expect(await mailOf("client4")).toBeUndefined();
    expect(await at.word(held)).toBe("200");
    expect(await mailOf("client4")).toBe("clerk@clinic.example");
  });

  test("that a person has entered or removed is not replaced by a certificate's", async () => {
    await at.imports((await made("client5", "email:certificate@clinic.example")).path);
    for (const mail of ["entered@clinic.example", ""]) {
      await changeMail(at.world.service, { tenant: "u00000014", cn: "client5", mail }, byOperator(at.world.now));
      await at.imports((await made("client5", "email:certificate@clinic.example")).path);
      expect(await mailOf("client5")).toBe(mail);
    }
  });
});
