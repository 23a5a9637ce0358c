import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { decodePem, encodePem } from "../../../src/core/x509/pem.ts";
import { readTokenAddress } from "../../../src/server/authority/token/token-address.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { revocationList } from "../../../src/server/issuance/lifecycle/revocation-list.ts";
import { serve } from "../../../src/server/serve.ts";
import { checkService } from "../../../src/server/service/check-service.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService, readAuthority } from "../../../src/server/service/open-service.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { enrol, makeRequest, refusalOf } from "../../support/enrolment.ts";
import type { newKey } from "../../support/made-with-openssl.ts";
import { OpensslFolder } from "../../support/openssl-authority.ts";
import { askByOpenssl } from "../../support/openssl-ocsp.ts";
import { runProgram } from "../../support/program.ts";
import { changeSettings } from "../../support/settings.ts";
import { SoftToken } from "../../support/soft-token.ts";
import type { Received } from "../../support/tls-client.ts";
import { verifiesInOpenssl } from "../../support/verify-chain.ts";
import { walkTakeover } from "../../support/walk-takeover.ts";

const pin = "right-1234";
let at: OpensslFolder;
let token: SoftToken;
const before = process.env["SOFTHSM2_CONF"];
beforeAll(async () => {
  at = await OpensslFolder.create();
  token = await SoftToken.use(at.folder);
  await token.create("clinic", pin);
  await writeFile(at.path("pin"), `${pin}\n`);
  await writeFile(at.path("wrong"), "wrong-1234");
  await at.make("root");
});
afterAll(async () => {
  if (before === undefined) delete process.env["SOFTHSM2_CONF"];
  else process.env["SOFTHSM2_CONF"] = before;
  await at[Symbol.asyncDispose]();
});

/** An authority whose key is in the token alone. */
async function inToken(name: string, key: keyof typeof newKey, id: string): Promise<void> {
  await at.make(name, { key, by: "root" });
  await token.importKey("clinic", pin, { file: at.path(`${name}.key`), label: name, id });
}

async function begin(name: string, pinFile = "pin"): Promise<string> {
  const data = at.path(`data-${name}`);
  const key = token.address("clinic", name, at.path(pinFile));
  await initialise(data, { now: new Date(), authority: { authority: at.path(`${name}.pem`), key, root: at.path("root.pem") } });
  return data;
}

describe("an authority whose key is in a token", () => {
  test.each([
    ["P-256", "A1"],
    ["P-384", "A2"],
    ["RSA-2048", "A3"],
  ] as const)("signs with %s so that OpenSSL verifies it", async (kind, id) => {
    const name = `ca-${id}`;
    await inToken(name, kind, id);
    const data = await begin(name);
    expect(await readFile(dataFolder(data).authority.issuingKey, "utf8")).toMatch(/^pkcs11:token=clinic;object=ca-/);
    expect(await checkService(data, new Date())).toEqual([]);
    await using service = await openService(data);
    const order = { tenant: "u00000014", createTenant: "weborca", ...byOperator() };
    // At the same time: a session does one thing after the other.
    const issued = await Promise.all(
      ["client1", "client2", "client3"].map(async (cn) => await issueCertificate(service, { ...order, cn })),
    );
    for (const { certificate: leaf, chain } of issued) {
      const root = chain.at(-1) ?? leaf;
      expect(await verifiesInOpenssl({ root, untrusted: chain, leaf }, "sslclient", new Date())).toBe(true);
    }
    await writeFile(at.path("list.der"), (await revocationList(service, service.authority, new Date())).der);
    const { stderr } = await at.openssl("crl", "-inform", "DER", "-in", "list.der", "-noout", "-CAfile", `${name}.pem`);
    expect(stderr).toContain("verify OK");
  });

  test("goes on after its session or the token was lost, and meanwhile asks clients to come back", async () => {
    await inToken("lost", "P-256", "B1");
    const data = await begin("lost");
    const running = await serve({ data, port: 0, log: "silent" });
    try {
      const { service, addresses } = running;
      const port = Number(new URL(addresses.app).port);
      const root = await readFile(at.path("root.pem"), "utf8");
      const renew = async (cn: string, meanwhile = async () => await Promise.resolve()): Promise<Received> => {
        const order = { tenant: "u00000014", createTenant: "weborca", cn, days: 50, ...byOperator() };
        const { certificate, privateKey } = await issueCertificate(service, order);
        const identity = { cert: encodePem("CERTIFICATE", certificate), key: encodePem("PRIVATE KEY", privateKey) };
        const { body } = await makeRequest({ cn, o: "u00000014" });
        token.closeAllSessions();
        await meanwhile();
        return await enrol({ port, root, identity }, body);
      };
      // As after the removal of a token: all of its sessions are closed, and nobody is logged in.
      expect((await renew("client1")).status).toBe(200);
      const refused = await renew("client2", async () => await rename(at.path("pin"), at.path("pin-away")));
      await rename(at.path("pin-away"), at.path("pin"));
      expect(refusalOf(refused)).toBe("503 unavailable");
      expect(refused.headers["retry-after"]).toMatch(/^\d+$/);
      expect((await renew("client3")).status).toBe(200);
    } finally {
      await running.close();
    }
  });

  test("certifies the signer of OCSP answers, and while it cannot, programs are told to ask later", async () => {
    await inToken("answers", "P-256", "B2");
    const data = await begin("answers");
    await changeSettings(data, { ocsp: { url: "http://pki.example.jp/ocsp", answerHours: 2 } });
    let now = new Date();
    const running = await serve({ data, port: 0, log: "silent", clock: () => now });
    try {
      const { service, addresses } = running;
      const order = { tenant: "u00000014", createTenant: "weborca", cn: "client1", ...byOperator() };
      await writeFile(at.path("asked.pem"), encodePem("CERTIFICATE", (await issueCertificate(service, order)).certificate));
      const world = { port: Number(new URL(addresses.app).port), root: await readFile(at.path("root.pem"), "utf8"), service };
      const says = async (): Promise<string> => await askByOpenssl(at.folder, world, ["-cert", at.path("asked.pem")]);
      expect(await says()).toMatch(/Response verify OK[^]*asked\.pem: good/);
      now = new Date(now.getTime() + 15 * dayInMilliseconds);
      await rename(at.path("pin"), at.path("pin-away"));
      token.closeAllSessions();
      const said = await says();
      await rename(at.path("pin-away"), at.path("pin"));
      expect(said).toContain("Responder Error: trylater (3)");
      now = new Date();
      expect(await says()).toContain("asked.pem: good");
    } finally {
      await running.close();
    }
  });

  test("never tries a refused PIN again, across processes, until it is another one", async () => {
    await inToken("locked", "P-256", "C1");
    const data = await begin("locked");
    const { issuingKey, folder } = dataFolder(data).authority;
    const right = await readFile(issuingKey, "utf8");
    await writeFile(issuingKey, token.address("clinic", "locked", at.path("wrong")));
    // Each in a process of its own, like restarts.
    const refused = await runProgram(
      "issue",
      "--data",
      data,
      "--tenant",
      "t1",
      "--cn",
      "client1",
      "--out",
      at.path("x.p12"),
      "--json",
    );
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: "token-pin-refused" } });
    expect(refused.stdout).toContain("refuses the PIN");
    const again = await runProgram(
      "issue",
      "--data",
      data,
      "--tenant",
      "t1",
      "--cn",
      "client1",
      "--out",
      at.path("x.p12"),
      "--json",
    );
    expect(again.stdout).toContain("was not tried again");
    expect(await readFile(join(folder, "refused-pins"), "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
    await writeFile(issuingKey, right);
    expect(await runProgram("check", "--data", data)).toMatchObject({ code: 0 });
  });

  test("is not taken with another key, without a PIN, or with an address that names nothing, and nothing is written", async () => {
    await inToken("other", "P-256", "D1");
    await inToken("strange", "P-256", "D2");
    const authority = { authority: at.path("other.pem"), root: at.path("root.pem") };
    const address = (object: string, tokenName = "clinic"): string => token.address(tokenName, object, at.path("pin"));
    for (const [key, code] of [
      [address("strange"), "authority-mismatched"],
      [address("nothing"), "token-object-unknown"],
      [address("other", "nowhere"), "token-unusable"],
      [address("other").replace(token.library, "/nowhere.so"), "token-unusable"],
      [address("other").replace(/&pin-source.*/, ""), "token-pin-missing"],
    ] as const) {
      // Logged out, as a process of its own is.
      token.closeAllSessions();
      const taking = initialise(at.path("none"), { now: new Date(), authority: { ...authority, key } });
      await expect(taking).rejects.toMatchObject({ code });
      expect(existsSync(at.path("none"))).toBe(false);
    }
  });

  test("may have its certificate in the token, too", async () => {
    await at.make("whole", { by: "root" });
    const [der = new Uint8Array()] = decodePem("CERTIFICATE", await readFile(at.path("whole.pem"), "utf8"));
    // First: once this process has written, SoftHSM does not notice what another process had written before.
    token.importCertificate("clinic", pin, "whole", der);
    await token.importKey("clinic", pin, { file: at.path("whole.key"), label: "whole", id: "E1" });
    const key = token.address("clinic", "whole", at.path("pin"));
    const data = at.path("data-whole");
    await initialise(data, { now: new Date(), authority: { authority: key, key, root: at.path("root.pem") } });
    expect((await readAuthority(data)).issuing).toEqual(der);
  });

  test("does not start with the address of another key", async () => {
    const data = at.path("data-ca-A2");
    await writeFile(dataFolder(data).authority.issuingKey, token.address("clinic", "ca-A1", at.path("pin")));
    await expect(readAuthority(data)).rejects.toMatchObject({ code: "authority-mismatched" });
  });
});

describe("a cloud whose authority has its key in a token", () => {
  walkTakeover({
    kind: "P-384",
    holders: "P-256",
    async begin({ root, issuing }, data, beginning) {
      await token.importKey("clinic", pin, { file: join(issuing.folder, "ca.key"), label: "cloud", id: "F1" });
      const key = token.address("clinic", "cloud", at.path("pin"));
      await initialise(data, { ...beginning, authority: { authority: issuing.path, key, root: root.path } });
    },
  });
});

describe("the address of a key in a token (RFC 7512)", () => {
  test("is read with its percent-encoded values", () => {
    const text =
      "pkcs11:token=The%20Software%20PKCS%2311;serial=01ab;object=%E9%8D%B5;id=%01%ff;type=private?pin-source=file:/run/pin&module-path=/usr/lib/x.so";
    expect(readTokenAddress(text)).toEqual({
      module: "/usr/lib/x.so",
      token: { token: "The Software PKCS#11", serial: "01ab" },
      label: "鍵",
      id: Buffer.from([1, 255]),
      pinFile: "/run/pin",
      text,
    });
  });

  test.each([
    ["without a library", "pkcs11:object=ca"],
    ["without a key", "pkcs11:token=clinic?module-path=/x.so"],
    ["with an attribute twice", "pkcs11:object=ca;object=cb?module-path=/x.so"],
    ["with an unknown attribute", "pkcs11:object=ca;colour=red?module-path=/x.so"],
    ["with a bad percent sign", "pkcs11:object=%zz?module-path=/x.so"],
  ])("is refused %s", (_, text) => {
    expect(() => readTokenAddress(text)).toThrow(expect.objectContaining({ code: "token-address-malformed" }));
  });

  test("is refused with a PIN in it, which the message does not repeat", () => {
    const read = (): unknown => readTokenAddress("pkcs11:object=ca?module-path=/x.so&pin-value=9876");
    expect(read).toThrow(expect.objectContaining({ code: "token-address-malformed" }));
    expect(read).not.toThrow(/9876/);
  });
});
