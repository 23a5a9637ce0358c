import { appendFile, copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { verifyTrail } from "../../../src/server/issuance/audit/verify-trail.ts";
import { checkService } from "../../../src/server/service/check-service.ts";
import { defaultSettings } from "../../../src/server/settings/settings.ts";
import { readAuditPages } from "../../../src/server/store/audit/audit.ts";
import { refusalOf, renewed } from "../../support/enrolment.ts";
import { clientExtensions, makeOtherAuthority, type OtherAuthority } from "../../support/other-authority.ts";
import { runHere } from "../../support/program.ts";
import { existingRecord } from "../../support/records.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Identity } from "../../support/tls-client.ts";

const everything = new AsyncDisposableStack();
const adoptUntil = new Date(Date.now() + 20 * dayInMilliseconds).toISOString().slice(0, 10);
let world: ThrowawayService;
let other: OtherAuthority;
beforeAll(async () => {
  world = everything.use(await startService({ settings: { unknown: "adopt", adoptUntil } }));
  other = everything.use(await makeOtherAuthority());
  await runHere("authority", "adopt", "--data", world.data, other.path);
  await world.reload();
});
afterAll(async () => await everything.disposeAsync());

function connect(identity: Identity, ciphers?: string): Connection {
  return { port: world.port, root: world.root, identity, ...(ciphers === undefined ? {} : { ciphers }) };
}

async function word(identity: Identity): Promise<string> {
  const answer = await send(connect(identity, "DEFAULT@SECLEVEL=0"), { path: paths.status });
  return answer.status === 200 ? "200" : refusalOf(answer);
}

let next = 300;
const subject = (): string => `/C=JP/O=u00000014/CN=client${next++}`;

/** Imports a new revocation list of the other authority. */
async function importList(days = "30"): Promise<void> {
  expect((await runHere("import", "--data", world.data, await other.list(["-crldays", days]))).code).toBe(0);
}

describe("a certificate that was never listed", () => {
  test("is refused while the list of its authority is not imported", async () => {
    const early = await other.issue({ subject: subject() });
    expect(await word(early)).toBe("403 unknown-serial");
    const findings = await checkService(world.data, world.now);
    expect(findings.filter(({ what }) => what === "settings").map(({ sentence }) => sentence)).toEqual([
      expect.stringContaining('"CN=Old CA, O=Old Cloud"'),
    ]);
    expect(findings.map(({ sentence }) => sentence).join()).toContain("no revocation list of it is recorded");
    const point = "[ point ]\nissuingDistributionPoint = critical,@names\n[ names ]\nfullname = URI:http://ca.example/1.crl\n";
    await appendFile(join(other.folder, "ca.cnf"), point);
    expect((await runHere("import", "--data", world.data, await other.list(["-crlexts", "point"]))).stdout).toContain(
      "1 revocation list of these for the certificates that name its distribution point alone",
    );
    expect(await word(early)).toBe("403 unknown-serial");
    await importList();
    expect(await word(early)).toBe("200");
  });

  test("is adopted when it is first presented, with an entry of its own, and renews", async () => {
    const name = subject();
    const held = await other.issue({ subject: name });
    const since = new Date(world.now.getTime());
    expect(await word(held)).toBe("200");
    const { issuer, number } = await existingRecord(world.service.store, held.serial);
    const actors = [`certificate ${issuer}/${held.serial}`];
    const entries = (await Array.fromAsync(readAuditPages(world.service.store, { actors, since }))).flat();
    expect(entries.map(({ action, object }) => [action, object])).toEqual([["certificates-taken", `${number}-${number}`]]);
    const { stdout } = await runHere("show", "--data", world.data, "--serial", held.serial, "--issuer", issuer);
    expect(stdout).toContain(`${actors[0] ?? ""}  presented by its holder\n`);
    const { cert, key } = await renewed(connect(held), { cn: name.slice(name.lastIndexOf("=") + 1), o: "u00000014" });
    expect(await word({ cert, key })).toBe("200");
  });

  test("is adopted once if several connections present it at the same time", async () => {
    const held = await other.issue({ subject: subject() });
    expect(await Promise.all([1, 2, 3, 4].map(async () => await word(held)))).toEqual(["200", "200", "200", "200"]);
  });

  test("is adopted although another authority has issued its serial number to somebody who is known by facts alone", async () => {
    await using another = await makeOtherAuthority({ name: "/O=Another/CN=Another CA" });
    const stranger = await another.issue({ subject: subject(), serial: "7001" });
    await runHere("authority", "adopt", "--data", world.data, another.path);
    await world.reload();
    await mkdir(join(another.folder, "alone"));
    const index = join(another.folder, "alone", "index.txt");
    await copyFile(join(another.folder, "index.txt"), index);
    const imported = await runHere("import", "--data", world.data, "--issuer", "Another CA", index, await another.list());
    expect(imported.stdout).toContain("1 imported by their facts");
    const held = await other.issue({ subject: subject(), serial: stranger.serial });
    expect([await word(held), await word(stranger)]).toEqual(["200", "200"]);
  });

  test("creates its tenant", async () => {
    expect(await word(await other.issue({ subject: "/O=u00000099/CN=client1" }))).toBe("200");
    expect((await existingTenant("u00000099"))?.product).toBe(Object.keys(defaultSettings.products)[0]);
  });

  test.each([
    { name: "with SHA-1", order: { hash: "sha1" } },
    { name: "of version 1", order: { extensions: "" } },
    { name: "for mail alone", order: { extensions: "extendedKeyUsage=emailProtection" } },
    { name: "of an authority", order: { extensions: "basicConstraints=critical,CA:TRUE" } },
    { name: "without a tenant", order: { subject: "/CN=client1" } },
  ] as const)("is refused $name", async ({ order }) => {
    expect(await word(await other.issue({ subject: subject(), ...order }))).toBe("403 unknown-serial");
  });

  test("is adopted without an extended key usage", async () => {
    expect(await word(await other.issue({ subject: subject(), extensions: "basicConstraints=CA:FALSE" }))).toBe("200");
    expect(clientExtensions).toContain("clientAuth");
  });

  test("is refused if the list names it, even as the only one", async () => {
    const revoked = await other.issue({ subject: subject() });
    await other.revoke(revoked, "superseded");
    await importList();
    expect(await word(revoked)).toBe("403 unknown-serial");
  });

  test.each(["RSA-1024", "P-192"] as const)("is refused under an authority with %s", async (kind) => {
    await using weak = await makeOtherAuthority({ name: `/O=Weak/CN=Weak ${kind}`, kind });
    await runHere("authority", "adopt", "--data", world.data, weak.path);
    await world.reload();
    expect((await runHere("import", "--data", world.data, await weak.list())).code).toBe(0);
    expect(await word(await weak.issue({ subject: subject() }))).toBe("403 unknown-serial");
  });

  test("is refused under an authority that is not adopted", async () => {
    await using stranger = await makeOtherAuthority({ name: "/O=Stranger/CN=Stranger CA" });
    expect(await word(await stranger.issue({ subject: subject() }))).toBe("403 unknown-issuer");
  });

  test("is refused once the list is older than it says itself, and from the day in adoptUntil on, as the check says", async () => {
    const { now } = world;
    const late = await other.issue({ subject: subject(), days: 400 });
    const checked = async (): Promise<string[]> => {
      const findings = await checkService(world.data, world.now);
      return findings.filter(({ what }) => what === "settings").map(({ sentence }) => sentence);
    };
    world.now = new Date(`${adoptUntil}T00:00:00Z`);
    expect(await word(late)).toBe("403 unknown-serial");
    expect(await checked()).toEqual([expect.stringContaining(`have been refused since ${adoptUntil} (adoptUntil)`)]);
    await importList("1");
    world.now = new Date(now.getTime() + 2 * dayInMilliseconds);
    expect(await word(late)).toBe("403 unknown-serial");
    expect(await checked()).toEqual([
      expect.stringMatching(/"CN=Old CA, O=Old Cloud" \(.*its revocation list for all certificates was due at/),
    ]);
    world.now = now;
    expect(await checked()).toEqual([]);
    expect(await word(late)).toBe("200");
  });

  test("leaves an audit trail that agrees with the tables", async () => {
    expect((await verifyTrail(world.service)).findings).toEqual([]);
  });
});

test("adoption without an end is not a setting", async () => {
  await expect(startService({ settings: { unknown: "adopt" } })).rejects.toThrow(/adoptUntil/);
});

async function existingTenant(name: string): Promise<{ readonly product: string } | undefined> {
  return await world.service.store.selectFrom("tenants").select("product").where("name", "=", name).executeTakeFirst();
}
