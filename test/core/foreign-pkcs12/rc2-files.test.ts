import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { foreignFormats } from "../../../src/core/foreign-pkcs12/foreign-formats.ts";
import { readPkcs12, type OpenedPkcs12 } from "../../../src/core/pkcs12/read.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { prepare, temporaryFolder } from "../../interop/tool.ts";
import { issue } from "../issued.ts";
import { safeOf, sealSafe } from "../pkcs12/seal-safe.ts";
import { refusal } from "../refusal.ts";

const password = "k7mf-2q9x";
const contents = await issue("P-256");
const folder = await temporaryFolder();
afterAll(folder.remove);

describe.each(["PBE-SHA1-RC2-40", "PBE-SHA1-RC2-128"])("an OpenSSL file encrypted entirely with %s", (scheme) => {
  let file: Bytes;
  beforeAll(async () => {
    const pem = join(folder.path, `${scheme}.pem`);
    const { privateKey, certificate, issuer } = contents;
    await writeFile(
      pem,
      encodePem("PRIVATE KEY", privateKey) + encodePem("CERTIFICATE", certificate) + encodePem("CERTIFICATE", issuer),
      { mode: 0o600 },
    );
    const under = ["-legacy", "-certpbe", scheme, "-keypbe", scheme, "-iter", "1"];
    const { stdout } = await prepare(
      "openssl",
      ["pkcs12", "-export", "-in", pem, "-name", "client28", "-passout", "stdin", ...under],
      `${password}\n`,
    );
    file = stdout;
  });

  const isWhole = (opened: OpenedPkcs12 | undefined): void =>
    expect(opened).toMatchObject({
      keys: [{ privateKey: contents.privateKey }],
      certificates: [{ der: contents.certificate }, { der: contents.issuer }],
    });

  test("opens with its password and with no other", async () => {
    isWhole(await readPkcs12(file, password, { formats: foreignFormats }));
    for (const other of ["", password.toUpperCase(), `${password} `]) {
      expect(await refusal(() => readPkcs12(file, other, { formats: foreignFormats }))).toBe("pkcs12-wrong-password");
    }
  });

  test("is reported as truncated wherever it is cut off", async () => {
    for (let length = 0; length < file.length; length++) {
      expect(
        await refusal(() => readPkcs12(file.slice(0, length), password, { formats: foreignFormats })),
        `${length} octets`,
      ).toBe("pkcs12-truncated");
    }
  });

  test("with any one octet changed is rejected, or has the same contents", async () => {
    const codes = new Map<string, number>();
    for (let index = 0; index < file.length; index++) {
      let opened: OpenedPkcs12 | undefined;
      const flipped = file.with(index, (file[index] ?? 0) ^ (1 << (index % 8)));
      const code = await refusal(async () => {
        opened = await readPkcs12(flipped, password, { formats: foreignFormats });
      });
      if (code === undefined) isWhole(opened);
      codes.set(code ?? "opened", (codes.get(code ?? "opened") ?? 0) + 1);
    }
    expect(codes.get("pkcs12-wrong-password")).toBeGreaterThan(file.length - 110);
    expect(codes.get("opened") ?? 0).toBeLessThan(5);
  });

  test("with any one octet of its contents changed under a valid MAC is read or rejected without any other error", async () => {
    const safe = safeOf(file);
    isWhole(await readPkcs12(await sealSafe(safe, password), password, { formats: foreignFormats }));
    const codes = new Set<string | undefined>();
    for (let index = 0; index < safe.length; index++) {
      const flipped = await sealSafe(safe.with(index, (safe[index] ?? 0) ^ (1 << (index % 8))), password);
      codes.add(await refusal(() => readPkcs12(flipped, password, { formats: foreignFormats })));
    }
    expect(codes).toEqual(new Set([undefined, "pkcs12-malformed", "pkcs12-unsupported"]));
  });
});
