import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { devices, type Device } from "../../../../src/core/import-steps/device.ts";
import { importStepsEn } from "../../../../src/core/import-steps/en.ts";
import { importStepsJa } from "../../../../src/core/import-steps/ja.ts";
import { CertificateDetail, IssuedIdentity, RevealedPassword } from "../../../../src/protocol/console/certificates.ts";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { changeHolderRules } from "../../../../src/server/issuance/holders/holder-rules.ts";
import { readAuditOf } from "../../../../src/server/store/audit/audit.ts";
import { writePresentations } from "../../../../src/server/store/certificates/presentations.ts";
import { transact } from "../../../../src/server/store/transact.ts";
import { prepare, temporaryFolder } from "../../../interop/tool.ts";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { contentOf, pathOf, refusalIn } from "../../../support/console-answers.ts";
import { startService, type ThrowawayService } from "../../../support/throwaway-service.ts";
import type { Received } from "../../../support/tls-client.ts";

let world: ThrowawayService;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let operator: LoggedInAdministrator;
let issued: IssuedIdentity;
beforeAll(async () => {
  world = await startService();
  folder = await temporaryFolder();
  operator = await administratorOf(world, { account: "sato", role: "operator" });
  const order = { method: "POST", path: "/api/certificates", headers: { "Content-Type": "application/json" } };
  const body = JSON.stringify({ cn: "client28", another: false, remark: "", device: "" });
  issued = contentOf(IssuedIdentity, await operator.ask({ ...order, body }));
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await folder.remove();
});

async function post(what: string, headers = {}): Promise<Received> {
  return await operator.ask({ method: "POST", path: `${pathOf(issued)}/${what}`, headers });
}

test("nothing is handed out for another device before the second factor is given once more", async () => {
  for (const what of ["file", "archive"])
    expect(refusalIn(await post(`${what}?device=ios`))).toEqual([403, "second-factor-needed"]);
});

describe("for another device", () => {
  beforeAll(async () => await operator.confirm());

  const modern = /PBES2, PBKDF2, AES-256-CBC, Iteration \d+, PRF hmacWithSHA256/;
  const compatible = /pbeWithSHA1And3-KeyTripleDES-CBC/;
  const encryption: Readonly<Record<Device, RegExp>> = {
    windows: modern,
    "windows-old": compatible,
    macos: compatible,
    ios: compatible,
    android: compatible,
  };

  test.each(devices)("%s gets the .p12 file that it reads, recorded with the device", async (device) => {
    const { password } = contentOf(RevealedPassword, await post("password"));
    const path = join(folder.path, `${device}.p12`);
    await writeFile(path, (await post(`file?device=${device}`)).octets);
    await writeFile(`${path}.txt`, password);
    const opened = await prepare("openssl", ["pkcs12", "-in", path, "-passin", `file:${path}.txt`, "-info", "-noout"]);
    expect(opened.text).toMatch(encryption[device]);
    const entries = await readAuditOf(world.service.store, issued);
    const entry = entries.findLast(({ action }) => action === "file-handed-out");
    expect([entry?.actor, entry?.detail]).toEqual(["account:sato@u00000014", JSON.stringify({ format: "p12", device })]);
  });

  test.each([
    ["ja", importStepsJa],
    ["en", importStepsEn],
  ] as const)("the zip file has the steps for each device, this one's first, in %s", async (language, steps) => {
    const at = join(folder.path, `zip-${language}`);
    await mkdir(at);
    await writeFile(`${at}.zip`, (await post("archive?device=android", { "Accept-Language": language })).octets);
    await prepare("unzip", ["-q", `${at}.zip`, "-d", at]);
    const fileName = (await readdir(at)).find((name) => name.endsWith(".p12")) ?? "";
    const text = await readFile(join(at, "README.txt"), "utf8");
    const places = devices.map((device) => steps[device](fileName).map((step, index) => text.indexOf(`${index + 1}. ${step}`)));
    expect(places.flat().every((place) => place > 0)).toBe(true);
    const android = places[devices.indexOf("android")]?.[0];
    expect(android).toBe(Math.min(...places.flat()));
  });

  test("an unknown device is refused, and a named profile counts more", async () => {
    expect(refusalIn(await post("file?device=fridge"))).toEqual([400, "request-malformed"]);
    const path = join(folder.path, "named.p12");
    await writeFile(path, (await post("file?device=ios&profile=modern")).octets);
    const { password } = contentOf(RevealedPassword, await post("password"));
    await writeFile(`${path}.txt`, password);
    const opened = await prepare("openssl", ["pkcs12", "-in", path, "-passin", `file:${path}.txt`, "-info", "-noout"]);
    expect(opened.text).toMatch(modern);
  });

  test("nothing is handed out where the organisation does not allow it, but for the device that it was made for", async () => {
    const rules = { otherDevices: "refused" } as const;
    await changeHolderRules(world.service, "u00000014", { rules, user: "operator", ...byOperator(world.now) });
    for (const what of ["file", "archive"])
      expect(refusalIn(await post(`${what}?device=ios`))).toEqual([409, "other-device-refused"]);
    expect((await post("file")).status).toBe(200);
  });

  test("nor is anything for the device that it was made for, once it is in use, also in the file of several", async () => {
    const before = contentOf(CertificateDetail, await operator.ask({ path: pathOf(issued) }));
    expect(before).toMatchObject({ key: "kept", mayBeHandedOut: true });
    const at = world.now.getTime();
    const { store } = world.service;
    const [row] = await store.selectFrom("certificates").select("number").where("serial", "=", issued.serial).execute();
    const places = [{ certificate: row?.number ?? 0, host: "app.localhost", address: "192.0.2.1", firstAt: at, lastAt: at }];
    await transact(store, async (transaction) => await writePresentations(transaction, places));
    const after = contentOf(CertificateDetail, await operator.ask({ path: pathOf(issued) }));
    expect(after).toMatchObject({ key: "kept", mayBeHandedOut: false });
    for (const what of ["password", "file", "archive"]) expect(refusalIn(await post(what))).toEqual([409, "other-device-refused"]);
    const selection = { by: "identity", certificates: [{ issuer: issued.issuer, serial: issued.serial }] };
    const order = {
      method: "POST",
      path: "/api/archive",
      headers: { "Content-Type": "application/json", "Accept-Language": "en" },
    };
    await writeFile(join(folder.path, "all.zip"), (await operator.ask({ ...order, body: JSON.stringify({ selection }) })).octets);
    await prepare("unzip", ["-q", join(folder.path, "all.zip"), "-d", join(folder.path, "all")]);
    expect((await readdir(join(folder.path, "all"))).sort()).toEqual(["README.txt", "manifest.csv"]);
    expect(await readFile(join(folder.path, "all", "manifest.csv"), "utf8")).toContain("none (in use;");
  });
});
