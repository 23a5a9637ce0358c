import { X509Certificate } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readKeyFile } from "../../src/core/renewal/key-file.ts";
import { codeOf } from "../../src/demo/administrator.ts";
import { readWorld, removeWorld, type World, writeWorld } from "../../src/demo/world-file.ts";
import { makeWorld } from "../../src/demo/world.ts";
import { authenticate } from "../../src/server/accounts/accounts.ts";
import { acceptCode } from "../../src/server/accounts/second-factor/accept-code.ts";
import { verifyTrail } from "../../src/server/issuance/audit/verify-trail.ts";
import { listRenewals } from "../../src/server/issuance/board/list-renewals.ts";
import { openService } from "../../src/server/service/open-service.ts";
import { readAudit } from "../../src/server/store/audit/audit.ts";
import { transact } from "../../src/server/store/transact.ts";

const now = new Date("2026-11-21T09:00:00Z");
const day = 24 * 60 * 60 * 1000;

let data: string;
let world: World;
beforeAll(async () => {
  data = join(await mkdtemp(join(tmpdir(), "koshin-world-")), "data");
  world = await makeWorld(data, now);
});

describe("the world", () => {
  test.each([
    ["client28", "u00000014", 71],
    ["client169", "u00000014", 730],
    ["client21", "u00000014", -30],
    ["api170", "u00000014", 40],
    ["db17", "u00000014", 60],
    ["client30", "u00000014", 200],
    ["client5", "u00000015", 300],
  ])("has %s of %s with %i days left, in a .p12 file that opens with its password", async (cn, tenant, days) => {
    const known = world.certificates.find((certificate) => certificate.cn === cn);
    const password = (await readFile(known?.passwordFile ?? "", "utf8")).trimEnd();
    const contents = await readKeyFile(await readFile(known?.p12 ?? ""), password);
    const certificate = new X509Certificate(contents.certificate);
    expect(certificate.subject.split("\n").toSorted()).toEqual([`CN=${cn}`, `O=${tenant}`]);
    expect(certificate.serialNumber).toBe(known?.serial);
    expect(Math.floor((certificate.validToDate.getTime() - now.getTime()) / day)).toBe(days);
    expect(known?.p12).toMatch(new RegExp(`/certificates/\\d{6}_JP_${tenant}_${cn}\\.p12$`));
  });

  test("has exactly one revoked certificate", async () => {
    await using service = await openService(data);
    const revoked = await service.store.selectFrom("certificates").select("cn").where("revokedAt", "is not", null).execute();
    expect(revoked).toEqual([{ cn: "client30" }]);
  });

  test("has an account with the password that is printed", async () => {
    await using service = await openService(data);
    expect(await authenticate(service.store, { tenant: world.tenant, user: world.user }, world.password)).toMatchObject({
      matches: true,
    });
    expect(world.password).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){2}$/);
  });

  test("has an administrator with a password and a second factor, whose codes are accepted at once", async () => {
    await using service = await openService(data);
    const { user, password, secret } = world.administrator ?? expect.fail("no administrator");
    const account = { tenant: world.tenant, name: user };
    const authentication = await authenticate(service.store, { tenant: world.tenant, user }, password);
    expect(authentication).toMatchObject({ matches: true, account: { role: "administrator" } });
    expect(authentication.account?.secondFactorSince).toBeLessThan(now.getTime());
    for (const at of [now, new Date(now.getTime() + 30_000)]) {
      const code = codeOf(secret, at);
      const accepted = transact(service.store, async (each) => await acceptCode(service.vault, each, account, code, now));
      expect(await accepted).toBe("app");
    }
    expect((await verifyTrail(service)).findings).toEqual([]);
    // As in any other tenant, nobody else has set it up.
    const entries = await readAudit(service.store, `${user}@${world.tenant}`);
    const setUp = entries.filter(({ action }) => action === "account-second-factor-set");
    expect(setUp.map(({ actor }) => actor)).toEqual([`account:${user}@${world.tenant}`]);
  });

  test("has what an administrator finds to do: stuck renewals, an old certificate that remains, files, remarks", async () => {
    await using service = await openService(data);
    const board = async (show: "stuck" | "unretired") =>
      (await listRenewals(service, world.tenant, { show, page: 1 }, now)).renewals;
    const stuck = (await board("stuck")).map(({ cn, reason }) => `${cn} ${reason}`);
    expect(stuck.toSorted()).toEqual(["api170 not-renewable", "client21 expired", "client43 unused", "db17 not-renewable"]);
    expect((await board("unretired")).map(({ cn, device }) => `${cn} ${device}`)).toEqual(["client42 薬局のパソコン"]);
    const kept = service.store.selectFrom("keptKeys").innerJoin("certificates", "number", "certificate").select("cn");
    expect((await kept.execute()).map(({ cn }) => cn).toSorted()).toEqual(["client40", "client41", "client42", "client43"]);
  });

  test("is readable by its owner only", async () => {
    for (const entry of await readdir(data, { recursive: true, withFileTypes: true })) {
      const { mode } = await stat(join(entry.parentPath, entry.name));
      expect([entry.name, (mode & 0o777).toString(8)]).toEqual([entry.name, entry.isDirectory() ? "700" : "600"]);
    }
    expect((await stat(data)).mode & 0o777).toBe(0o700);
  });

  test("is read back unchanged", async () => {
    expect(await readWorld(data)).toEqual(world);
  });
});

describe("a data folder", () => {
  test("that is missing or empty has no world and nothing to remove", async () => {
    const empty = await mkdtemp(join(tmpdir(), "koshin-empty-"));
    for (const folder of [empty, join(empty, "missing")]) {
      expect(await readWorld(folder)).toBeUndefined();
      await removeWorld(folder);
    }
  });

  test("with an incomplete world counts as having none, and may be removed", async () => {
    const folder = await mkdtemp(join(tmpdir(), "koshin-unfinished-"));
    await writeWorld(folder, { ...world, complete: false });
    expect(await readWorld(folder)).toBeUndefined();
    await removeWorld(folder);
    await expect(stat(folder)).rejects.toThrow("ENOENT");
  });

  test("with anything else in it is left unchanged", async () => {
    const folder = await mkdtemp(join(tmpdir(), "koshin-foreign-"));
    await mkdir(join(folder, "documents"));
    for (const foreign of ["{}", "not JSON", undefined]) {
      if (foreign !== undefined) await writeFile(join(folder, "world.json"), foreign);
      await expect(readWorld(folder)).rejects.toThrow(folder);
      await expect(removeWorld(folder)).rejects.toThrow(folder);
    }
    expect(await readdir(folder)).toContain("documents");
  });
});
