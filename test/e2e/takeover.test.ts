import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { subjectIn } from "../../src/core/x509/certificate.ts";
import { encodePem } from "../../src/core/x509/pem.ts";
import { revocationList } from "../../src/server/issuance/lifecycle/revocation-list.ts";
import { derOf } from "../support/importing-service.ts";
import { replacementOf } from "../support/records.ts";
import { succeeds } from "../support/walk-takeover.ts";
import { Clinic } from "./clinic.ts";
import { Person } from "./person.ts";
import { renewAndProve } from "./renew-and-prove.ts";
import { sharedComputer } from "./shared-computer.ts";
import { makeOldCloud, takeOver, type OldCloud } from "./taken-over.ts";

const computer = sharedComputer();
let old: OldCloud;
beforeAll(async () => {
  old = await makeOldCloud();
});
afterAll(async () => await old[Symbol.asyncDispose]());

describe("a certificate of somebody else's authority, which openssl ca has issued", () => {
  let clinic: Clinic;
  beforeEach(async () => {
    clinic = await Clinic.open({
      certificates: ["client28"],
      extension: true,
      computer,
      begin: async (data) => await takeOver(old, data),
    });
  });
  afterEach(async () => await clinic[Symbol.asyncDispose]());

  test("is renewed in the browser that holds it, and proved, under the root that everybody knows", async () => {
    const person = new Person(await clinic.logIn());
    await person.reads("クライアント証明書の更新が必要です");
    const { p12, serial } = await renewAndProve(clinic, person);
    expect(basename(p12)).toMatch(/^\d{6}_JP_u00000014_client28\.p12$/);
    const { cloud, held } = old;
    const { service } = clinic.service;
    const replacement = await replacementOf(service.store, held.serial);
    expect(replacement?.serial).toBe(serial);
    expect(replacement?.firstUsedAt).not.toBeNull();
    const octets = new Uint8Array(replacement?.der ?? []);
    expect(subjectIn(octets)).toEqual(subjectIn(derOf(held)));

    await succeeds("revoke", "--data", clinic.data, "--serial", held.serial, "--reason", "superseded");
    const { der } = await revocationList(service, service.authority, new Date());
    const files = { "list.pem": encodePem("X509 CRL", new Uint8Array(der)), "new.pem": encodePem("CERTIFICATE", octets) };
    const at = (name: string): string => join(cloud.issuing.folder, name);
    for (const [name, content] of Object.entries(files)) await writeFile(at(name), content);
    const verify = async (path: string, ...options: readonly string[]): Promise<string> =>
      await cloud.issuing
        .openssl("verify", "-CAfile", cloud.root.path, "-untrusted", "ca.pem", ...options, path)
        .catch((error: unknown) => String(error));
    const check = ["-crl_check", "-CRLfile", "list.pem"];
    expect(await verify(held.path)).toContain("OK");
    expect(await verify("new.pem", ...check)).toContain("OK");
    expect(await verify(held.path, ...check)).toContain("certificate revoked");
  });
});
