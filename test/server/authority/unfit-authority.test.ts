import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { authorityExtensions, OpensslFolder } from "../../support/openssl-authority.ts";
import { runHere } from "../../support/program.ts";

let at: OpensslFolder;
beforeAll(async () => {
  at = await OpensslFolder.create();
  await at.make("root");
  await at.make("issuing", { by: "root" });
  await writeFile(at.path("secret"), "correct horse\n");
  await writeFile(at.path("wrong"), "incorrect horse\n");
});
afterAll(async () => await at[Symbol.asyncDispose]());

const secret = ["-passin", "pass:correct horse", "-passout", "pass:correct horse"];

/** `koshin init` with these options, files being in OpenSSL's folder. */
async function init(data: string, options: Readonly<Record<string, string>>): Promise<Awaited<ReturnType<typeof runHere>>> {
  const named = Object.entries(options).flatMap(([option, file]) => [`--${option}`, at.path(file)]);
  return await runHere("init", "--data", at.path(data), ...named, "--json");
}

describe("an authority that cannot sign", () => {
  const given = { authority: "issuing.pem", "authority-key": "issuing.key", root: "root.pem" };

  test.each([
    ["whose key is another's", { ...given, "authority-key": "root.key" }, "authority-mismatched"],
    ["under another root", { ...given, root: "stranger.pem" }, "authority-mismatched"],
    ["without its root", { authority: given.authority, "authority-key": given["authority-key"] }, "authority-root-missing"],
    ["under a root that is none", { ...given, root: "issuing.pem" }, "authority-root-missing"],
    [
      "under a root that allows none below it",
      { authority: "below.pem", "authority-key": "below.key", root: "short.pem" },
      "authority-mismatched",
    ],
    ["without CA:TRUE", { authority: "leaf.pem", "authority-key": "leaf.key", root: "root.pem" }, "authority-unsuitable"],
    ["without keyCertSign", { authority: "nocert.pem", "authority-key": "nocert.key", root: "root.pem" }, "authority-unsuitable"],
    ["without cRLSign", { authority: "nocrl.pem", "authority-key": "nocrl.key", root: "root.pem" }, "authority-unsuitable"],
    ["for servers only", { authority: "servers.pem", "authority-key": "servers.key", root: "root.pem" }, "authority-mismatched"],
    ["with RSA of 1024 bits", { authority: "weak.pem", "authority-key": "weak.key" }, "authority-unsuitable"],
    ["with Ed25519", { authority: "edwards.pem", "authority-key": "edwards.key" }, "authority-unsuitable"],
    [
      "whose passphrase is wrong",
      { ...given, "authority-key": "locked.key", "authority-passphrase-file": "wrong" },
      "authority-passphrase-wrong",
    ],
    ["whose passphrase is missing", { ...given, "authority-key": "locked.key" }, "authority-passphrase-wrong"],
    [
      "in a PKCS#12 file whose passphrase is wrong",
      { authority: "locked.p12", "authority-passphrase-file": "wrong" },
      "authority-passphrase-wrong",
    ],
    ["in a damaged PKCS#12 file", { authority: "cut.p12", "authority-passphrase-file": "secret" }, "authority-file-malformed"],
    ["in a file without a certificate", { ...given, authority: "issuing.key" }, "authority-file-malformed"],
    ["in a file without a key", { ...given, "authority-key": "issuing.pem" }, "authority-file-malformed"],
    ["with a list that another one signed", { ...given, crl: "stranger.crl" }, "list-unusable"],
  ])("is refused, and nothing is written: %s", async (_, options, code) => {
    await prepared();
    const { authority, "authority-key": key, "authority-passphrase-file": passphraseFile, root, crl } = mapped(options);
    const files = { authority: String(authority), key, passphraseFile, root };
    const refused = initialise(at.path("refused"), { now: new Date(), authority: files, revocationList: crl });
    await expect(refused).rejects.toMatchObject({ code });
    expect(existsSync(at.path("refused"))).toBe(false);
  });

  const mapped = (options: Readonly<Record<string, string>>): Readonly<Record<string, string | undefined>> =>
    Object.fromEntries(Object.entries(options).map(([option, file]) => [option, at.path(file)]));

  test("is refused by the command with a code and a sentence", async () => {
    for (const [options, code] of [
      [{ ...given, authority: "nowhere.pem" }, "file-unusable"],
      [{ authority: "issuing.pem" }, "wrong-usage"],
      [{ root: "root.pem", crl: "nothing.crl" }, "wrong-usage"],
    ] as const) {
      const refused = await init("refused", options);
      expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code } });
      expect(existsSync(at.path("refused"))).toBe(false);
    }
  });

  test("is refused once it has expired", async () => {
    const authority = { authority: at.path("issuing.pem"), key: at.path("issuing.key"), root: at.path("root.pem") };
    const later = initialise(at.path("expired"), { now: new Date(Date.now() + 3660 * dayInMilliseconds), authority });
    await expect(later).rejects.toMatchObject({ code: "authority-expired" });
    const earlier = initialise(at.path("expired"), { now: new Date(Date.now() - dayInMilliseconds), authority });
    await expect(earlier).rejects.toMatchObject({ code: "authority-expired" });
  });

  let preparing: Promise<void> | undefined;
  const prepared = async (): Promise<void> => await (preparing ??= prepare());
  async function prepare(): Promise<void> {
    const [constraints, usage] = authorityExtensions;
    await at.make("stranger");
    await at.openssl("pkcs8", "-topk8", "-in", "issuing.key", "-out", "locked.key", ...secret);
    await at.openssl(
      "pkcs12",
      "-export",
      "-in",
      "issuing.pem",
      "-inkey",
      "issuing.key",
      "-certfile",
      "root.pem",
      "-out",
      "locked.p12",
      ...secret,
    );
    await writeFile(at.path("cut.p12"), (await readFile(at.path("locked.p12"))).subarray(0, 300));
    await at.make("short", { extensions: ["basicConstraints=critical,CA:TRUE,pathlen:0", usage] });
    await at.make("below", { by: "short" });
    await at.make("leaf", { by: "root", extensions: ["basicConstraints=CA:FALSE"] });
    await at.make("nocert", { by: "root", extensions: [constraints, "keyUsage=critical,cRLSign"] });
    await at.make("nocrl", { by: "root", extensions: [constraints, "keyUsage=critical,keyCertSign"] });
    await at.make("servers", { by: "root", extensions: [constraints, usage, "extendedKeyUsage=serverAuth"] });
    await at.make("weak", { key: "RSA-1024" });
    await at.make("edwards", { key: "Ed25519" });
    await at.revocationList("stranger", { serials: [] });
  }
});
