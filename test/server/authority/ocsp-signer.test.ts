import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { decodePem } from "../../../src/core/x509/pem.ts";
import { renewOcspSigners } from "../../../src/server/issuance/ocsp/answer-ocsp.ts";
import { checkService } from "../../../src/server/service/check-service.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { askByOpenssl, ocspSignerFile } from "../../support/openssl-ocsp.ts";
import { startService } from "../../support/throwaway-service.ts";
import { send } from "../../support/tls-client.ts";

const ocsp = { url: "http://pki.example.jp/ocsp", answerHours: 2 };

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), "koshin-signer-"))));
afterAll(async () => await rm(folder, { recursive: true }));

describe("the signer of OCSP answers", () => {
  test("is replaced in time, shared by processes of one data folder, and never by a later answer's cost", async () => {
    await using other = await startService({ settings: { ocsp } });
    const { service } = other;
    const end = (): Date | undefined => service.ocsp.signers.endOf([service.authority]);
    const start = other.now;
    expect(end()?.getTime()).toBe(start.getTime() + 14 * dayInMilliseconds);
    await using second = await openService(other.data);
    const signerOf = async (one: typeof service): Promise<Bytes | undefined> =>
      (await one.ocsp.signers.of(one.authority, other.now))?.certificates[0];
    expect(await signerOf(second)).toEqual(await signerOf(service));
    const metrics = await (await fetch(`${other.operations}/metrics`)).text();
    expect(metrics).toContain(`koshin_certificate_end_timestamp_seconds{certificate="ocsp-signer"} ${Number(end()) / 1000}`);
    expect(metrics).toContain('koshin_ocsp_answers_total{answer="good"} 0');

    other.now = new Date(start.getTime() + 7 * dayInMilliseconds + 1000);
    const former = await signerOf(service);
    expect(await signerOf(service)).toEqual(former);
    await renewOcspSigners(service, other.now);
    expect(await signerOf(service)).not.toEqual(former);
    expect(end()?.getTime()).toBe(other.now.getTime() + 14 * dayInMilliseconds);
    const { serial } = parseCertificate(
      decodePem("CERTIFICATE", await readFile(ocspSignerFile(other), "utf8"))[0] ?? new Uint8Array(),
    );
    expect(serial).toBe(parseCertificate((await signerOf(service)) ?? new Uint8Array()).serial);
  });

  test("is none where it cannot be made: the answer says so, and others do not depend on it", async () => {
    const failures: string[] = [];
    const log = pino({ level: "error" }, { write: (line: string) => void failures.push(line) });
    await using other = await startService({ settings: { ocsp }, log });
    const holder = await other.issue("client1", 50);
    const path = join(folder, "client1.pem");
    await writeFile(path, holder.cert);
    const says = async (): Promise<string> => await askByOpenssl(folder, other, ["-cert", path]);
    const { passphrase } = dataFolder(other.data);
    const secret = await readFile(passphrase);
    await rm(passphrase);
    expect(await says()).toContain("client1.pem: good");
    const start = other.now;
    other.now = new Date(start.getTime() + 15 * dayInMilliseconds);
    expect(await says()).toContain("internalerror");
    expect(failures).toEqual([expect.stringContaining("OCSP request failed")]);
    await expect(renewOcspSigners(other.service, other.now)).rejects.toMatchObject({ code: "data-folder-incomplete" });
    expect((await send({ port: other.port, root: other.root, host: "localhost" }, { path: "/crl" })).status).toBe(200);
    await writeFile(passphrase, secret);
    await renewOcspSigners(other.service, other.now);
    other.now = start;
    expect(await says()).toContain("client1.pem: good");
  });

  test("is made anew where its file is damaged or of another authority, and koshin check says when nobody renews it", async () => {
    await using other = await startService({ settings: { ocsp } });
    const findings = async (): Promise<readonly string[]> =>
      (await checkService(other.data, other.now)).map(({ sentence }) => sentence);
    expect(await findings()).toEqual([]);
    other.now = new Date(other.now.getTime() + 9 * dayInMilliseconds);
    expect(await findings()).toEqual([
      expect.stringMatching(/^The certificate of the OCSP signer .* expires at .*Z and has not been renewed/),
    ]);
    await writeFile(ocspSignerFile(other), "none");
    await using again = await openService(other.data);
    expect(await again.ocsp.signers.of(again.authority, other.now)).toBeDefined();
    expect(await findings()).toEqual([]);
  });
});
