import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { encodeName } from "../../../src/core/name/name.ts";
import { signCertificate } from "../../../src/server/authority/signing/sign-certificate.ts";
import { signingKey } from "../../../src/server/authority/signing/signing-key.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { admit } from "../../../src/server/issuance/renewal/admit.ts";
import { findHeldBySerial } from "../../../src/server/store/certificates/certificates.ts";
import { runHere } from "../../support/program.ts";
import { existingRecord } from "../../support/records.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";

/** The identifier of another authority, which has issued a certificate with the serial number of `holder`. */
const another = "0a1b2c3d4e5f";

let world: ThrowawayService;
let holder: Holder;
let strangers: Bytes;
beforeAll(async () => {
  world = await startService();
  holder = await world.issue("client1", 50);
  const { serial, notAfter } = await world.issue("client2", 50);
  const { store } = world.service;
  const { number } = await existingRecord(store, serial);
  strangers = await signed(notAfter);
  const columns = { issuer: another, serial: holder.serial, der: strangers };
  await store.updateTable("certificates").set(columns).where("number", "=", number).execute();
});
afterAll(async () => await world[Symbol.asyncDispose]());

/** A certificate with the serial number of `holder`, signed by the other authority. */
async function signed(notAfter: Date): Promise<Bytes> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = signingKey(privateKey);
  if (key === undefined) throw new Error("P-256 keys are supported.");
  const issuer = {
    issuerName: encodeName({ cn: "Another CA", o: "" }),
    issuerKeyIdentifier: new Uint8Array(Buffer.from(another, "hex")),
    signingKey: key,
  };
  return await signCertificate(issuer, {
    serial: new Uint8Array(Buffer.from(holder.serial, "hex")),
    subject: encodeName({ cn: "client2", o: "u00000014" }),
    spki: new Uint8Array(publicKey.export({ type: "spki", format: "der" })),
    notBefore: world.now,
    notAfter,
    extensions: [],
  });
}

const named = (...args: string[]) => runHere(...args, "--data", world.data, "--serial", holder.serial);

describe("two certificates with one serial number, of two issuers", () => {
  test("are each recognised by their octets", async () => {
    for (const [cert, cn, issuer] of [
      [holder.cert, "client1", holder.issuer],
      [strangers, "client2", another],
    ] as const) {
      const { peer } = await admit(world.service, new X509Certificate(cert), "app.localhost", world.now);
      expect(peer).toEqual({ kind: "accepted", cn, o: "u00000014", issuer, serial: holder.serial });
    }
  });

  test("are not shown by the serial number alone: the message names both issuers", async () => {
    const { code, stdout, stderr } = await named("show");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("(certificate-ambiguous)");
    for (const issuer of [holder.issuer, another]) expect(stderr).toContain(issuer);
  });

  test("are shown by issuer and serial number", async () => {
    const shown = await named("show", "--issuer", another.toUpperCase(), "--json");
    expect(JSON.parse(shown.stdout)).toMatchObject({ certificates: [{ issuer: another, serial: holder.serial, cn: "client2" }] });
    const none = await named("show", "--issuer", "00");
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("(certificate-unknown)")]);
  });

  test("are revoked one by one", async () => {
    const order = { serial: holder.serial, issuer: holder.issuer };
    const { revoked } = await revokeCertificate(world.service, order, "superseded", byOperator(world.now));
    expect(revoked).toEqual([order]);
    const records = await findHeldBySerial(world.service.store, holder.serial);
    expect(new Map(records.map(({ issuer, revokedAt }) => [issuer, revokedAt]))).toEqual(
      new Map([
        [holder.issuer, world.now.getTime()],
        [another, null],
      ]),
    );
  });
});
