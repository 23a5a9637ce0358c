import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CertificateDetail, CertificateList } from "../../../../src/protocol/console/certificates.ts";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../../src/server/issuance/lifecycle/revoke.ts";
import { readAudit } from "../../../../src/server/store/audit/audit.ts";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { contentOf, pathOf, refusalIn } from "../../../support/console-answers.ts";
import { renewed } from "../../../support/enrolment.ts";
import { startService, type Holder, type ThrowawayService } from "../../../support/throwaway-service.ts";

let world: ThrowawayService;
let administrator: LoggedInAdministrator;
let operator: LoggedInAdministrator;
let viewer: LoggedInAdministrator;
beforeAll(async () => {
  world = await startService();
  administrator = await administratorOf(world, { account: "kasahara" });
  operator = await administratorOf(world, { account: "sato", tenant: "u2", role: "operator" });
  viewer = await administratorOf(world, { account: "suzuki", tenant: "u3", role: "viewer" });
});
afterAll(async () => await world[Symbol.asyncDispose]());

async function list(who: LoggedInAdministrator, query = ""): Promise<CertificateList> {
  return contentOf(CertificateList, await who.ask({ path: `/api/certificates${query}` }));
}

function names({ certificates }: CertificateList): string[] {
  return certificates.map(({ cn }) => cn);
}

async function describeOne(who: LoggedInAdministrator, holder: Pick<Holder, "issuer" | "serial">): Promise<CertificateDetail> {
  return contentOf(CertificateDetail, await who.ask({ path: pathOf(holder) }));
}

describe("the list of certificates", () => {
  let own: LoggedInAdministrator;
  let revoked: Holder;
  beforeAll(async () => {
    own = await administratorOf(world, { account: "tanaka", tenant: "u4" });
    for (const [cn, days] of [
      ["client10", 300],
      ["client9", 80],
      ["db1", 500],
      ["api170", 20],
      ["reception", 400],
    ] as const)
      await world.issue(cn === "reception" ? "client28" : cn, days, { tenant: "u4" });
    await world.issue("client1", -3, { tenant: "u4" });
    revoked = await world.issue("client2", 700, { tenant: "u4" });
    await revokeCertificate(world.service, revoked, "cessation-of-operation", byOperator(world.now));
  });

  test("shows what is in use, in the order of expiry, and what each is", async () => {
    const page = await list(own);
    expect(names(page)).toEqual(["api170", "client9", "client10", "client28", "db1", "client900"]);
    expect([page.total, page.page, page.pages]).toEqual([6, 1, 1]);
    expect(page.certificates[1]).toMatchObject({ o: "u4", state: "in-use", kind: "client", remark: "", device: "" });
    expect(page.kinds.map(({ name }) => name)).toEqual(["client", "db", "api", "backup", "other"]);
  });

  test("shows ended ones on request, and those of one state", async () => {
    expect(names(await list(own, "?ended=shown"))).toEqual([
      "client1",
      "api170",
      "client9",
      "client10",
      "client28",
      "db1",
      "client2",
      "client900",
    ]);
    expect(names(await list(own, "?state=expired"))).toEqual(["client1"]);
    expect(names(await list(own, "?state=revoked"))).toEqual(["client2"]);
    expect(names(await list(own, "?state=in-use"))).toHaveLength(6);
    expect(names(await list(own, "?state=renewed"))).toEqual([]);
  });

  test("is sorted by each column, both ways, with numbers in their own order", async () => {
    const sorted = async (sort: string, order: string) => names(await list(own, `?ended=shown&sort=${sort}&order=${order}`));
    const byName = ["api170", "client1", "client2", "client9", "client10", "client28", "client900", "db1"];
    expect(await sorted("name", "ascending")).toEqual(byName);
    expect(await sorted("name", "descending")).toEqual(byName.toReversed());
    const clients = byName.slice(1, -1);
    expect(await sorted("kind", "ascending")).toEqual([...clients, "db1", "api170"]);
    expect(await sorted("kind", "descending")).toEqual([...clients, "db1", "api170"].toReversed());
    expect((await sorted("state", "ascending")).slice(-2)).toEqual(["client2", "client1"]);
    expect((await sorted("state", "descending")).slice(0, 2)).toEqual(["client1", "client2"]);
    expect(await sorted("not-after", "descending")).toEqual((await sorted("not-after", "ascending")).toReversed());
    expect((await sorted("requested-at", "ascending"))[0]).toBe("client1");
  });

  test("finds by kind, by the days that are left, and by any part of name or serial number", async () => {
    expect(names(await list(own, "?kind=client"))).toEqual(["client9", "client10", "client28", "client900"]);
    expect(names(await list(own, "?kind=other"))).toEqual([]);
    expect(names(await list(own, "?days=90"))).toEqual(["api170", "client9"]);
    expect(names(await list(own, "?days=90&ended=shown"))).toEqual(["api170", "client9"]);
    expect(names(await list(own, "?search=CLIENT1"))).toEqual(["client10"]);
    expect(names(await list(own, `?search=${encodeURIComponent("ｃｌｉｅｎｔ１")}`))).toEqual(["client10"]);
    const serial = revoked.serial.toLowerCase().replaceAll(/..(?=.)/g, "$&:");
    expect(names(await list(own, `?ended=shown&search=${serial}`))).toEqual(["client2"]);
    // As the list names it, whole or begun.
    for (const name of ["CN=client10,O=u00000015", "cn=client10", "CN=client1"])
      expect(names(await list(own, `?search=${encodeURIComponent(name)}`))).toEqual(["client10"]);
    for (const nothing of ["%25", "_", "%5C", "client1_"]) expect(names(await list(own, `?search=${nothing}`))).toEqual([]);
  });

  test("finds what needs attention, as the page TOP counts it", async () => {
    expect(names(await list(own, "?attention=expires"))).toEqual(["api170", "client9"]);
    expect(names(await list(own, "?attention=expired"))).toEqual(["client1"]);
    expect(names(await list(own, "?attention=stuck"))).toEqual([]);
    // A holder who has another valid certificate is not locked out.
    await world.issue("client1", 600, { tenant: "u4" });
    expect(names(await list(own, "?attention=expired"))).toEqual([]);
  });

  test("has pages of twenty, of which the last one answers for those that do not exist any more", async () => {
    const many = await administratorOf(world, { account: "ito", tenant: "u5" });
    for (let number = 1; number <= 20; number++) await world.issue(`client${number}`, 100 + number, { tenant: "u5" });
    const [first, second] = [await list(many), await list(many, "?page=2")];
    expect([first.total, first.pages, names(first).length, names(second).length]).toEqual([21, 2, 20, 1]);
    expect(new Set([...names(first), ...names(second)]).size).toBe(21);
    expect(await list(many, "?page=9")).toEqual(second);
  });

  test("refuses parameters that it cannot read", async () => {
    for (const query of [
      "sort=der",
      "order=up",
      "page=0",
      "page=-1",
      "days=x",
      "state=gone",
      "remarked=perhaps",
      "remark=%07",
      `search=${"x".repeat(101)}`,
      "search=%00",
    ]) {
      const refused = await own.ask({ path: `/api/certificates?${query}` });
      expect([query, ...refusalIn(refused)]).toEqual([query, 400, "request-malformed"]);
      expect(refused.body).toContain("A parameter of the address");
    }
  });
});

describe("the detail of a certificate", () => {
  test("says what it is, where its key is, and why it is not renewed", async () => {
    const holder = await world.issue("client31", 200);
    expect(await describeOne(administrator, holder)).toMatchObject({
      ...{ issuer: holder.issuer, serial: holder.serial, cn: "client31", o: "u00000014", state: "in-use", kind: "client" },
      ...{ daysLeft: 200, key: "on-device", edited: null, predecessor: null, replacement: null },
      refusal: { code: "not-due" },
      revokedAt: null,
    });
  });

  test("can be renewed when it is due, and after its expiry, too", async () => {
    for (const days of [50, -50]) {
      const holder = await world.issue(`client${days > 0 ? 32 : 33}`, days);
      expect((await describeOne(administrator, holder)).refusal).toBeNull();
    }
    const notRenewable = await world.issue("api3", 50);
    expect((await describeOne(administrator, notRenewable)).refusal?.code).toBe("type-not-renewable");
  });

  test("names predecessor and replacement, and keeps the notes of one for the other", async () => {
    const holder = await world.issue("client34", 50);
    const body = JSON.stringify({ remark: "受付のパソコン", device: "PC-03" });
    const json = { "Content-Type": "application/json", "If-Match": '"0"' };
    await administrator.ask({ method: "PUT", path: `${pathOf(holder)}/notes`, headers: json, body });
    const { serial } = await renewed({ port: world.port, root: world.root, identity: holder }, { cn: "client34", o: "u00000014" });
    const replacement = { issuer: holder.issuer, serial };
    expect((await describeOne(administrator, holder)).replacement).toMatchObject({
      kept: false,
      ...replacement,
      firstUsedAt: null,
    });
    expect(await describeOne(administrator, replacement)).toMatchObject({
      ...{ state: "applied-for", remark: "受付のパソコン", device: "PC-03" },
      predecessor: { issuer: holder.issuer, serial: holder.serial },
    });
    expect(names(await list(administrator, "?attention=stuck"))).toEqual([]);
    const { store } = world.service;
    const issuedAt = world.now.getTime() - 25 * 3_600_000;
    await store.updateTable("certificates").set({ issuedAt }).where("serial", "=", serial).execute();
    expect(names(await list(administrator, "?attention=stuck"))).toEqual(["client34"]);
  });
});

describe("the notes of a certificate", () => {
  const json = { "Content-Type": "application/json" };
  /** The version of a certificate about which nothing was ever noted. */
  let unnoted: string;
  beforeAll(async () => {
    unnoted = (await describeOne(operator, await world.issue("client40", 200, { tenant: "u2" }))).version;
  });
  const note = async (who: LoggedInAdministrator, holder: Holder, version: string | undefined, notes: unknown) =>
    await who.ask({
      method: "PUT",
      path: `${pathOf(holder)}/notes`,
      headers: { ...json, ...(version === undefined ? {} : { "If-Match": `"${version}"` }) },
      body: JSON.stringify(notes),
    });

  test("are written, shown with who wrote them, found, and recorded without their text", async () => {
    const holder = await world.issue("client41", 200, { tenant: "u2" });
    const notes = { remark: "受付 <script>alert(1)</script>\nﾃﾅﾝﾄ", device: "Windows 11 PC-7" };
    const detail = contentOf(CertificateDetail, await note(operator, holder, unnoted, notes));
    expect(detail).toMatchObject({ ...notes, edited: { by: "sato", at: world.now.toISOString() } });
    for (const part of ["pc-7", "受付", "テナント", "ＰＣ"]) {
      expect(names(await list(operator, `?search=${encodeURIComponent(part)}`))).toEqual(["client41"]);
    }
    const trail = await readAudit(world.service.store, `${holder.issuer}/${holder.serial}`);
    expect(trail.at(-1)).toMatchObject({
      ...{ actor: "account:sato@u2", action: "notes-changed" },
      detail: JSON.stringify({ version: 1, changed: "remark device" }),
    });
  });

  test("narrow the list down: all of one remark, and those with one or without", async () => {
    const own = await administratorOf(world, { account: "mori", tenant: "u6" });
    const holders = [await world.issue("client51", 210, { tenant: "u6" }), await world.issue("client52", 220, { tenant: "u6" })];
    for (const holder of holders) await note(own, holder, unnoted, { remark: "受付\n来年3月", device: "" });
    const other = await world.issue("client53", 230, { tenant: "u6" });
    await note(own, other, unnoted, { remark: "受付", device: "PC-3" });
    const unmarked = await world.issue("client54", 240, { tenant: "u6" });
    await note(own, unmarked, unnoted, { remark: "", device: "PC-4" });
    const found = async (parameters: Record<string, string>): Promise<string[]> =>
      names(await list(own, `?${new URLSearchParams(parameters).toString()}`));
    expect(await found({ remark: "受付\n来年3月" })).toEqual(["client51", "client52"]);
    expect(await found({ remark: "受付" })).toEqual(["client53"]);
    expect(await found({ remark: "来年" })).toEqual([]);
    expect(await found({ remarked: "yes" })).toEqual(["client51", "client52", "client53"]);
    expect(await found({ remarked: "no" })).toEqual(["client54", "client900"]);
    expect(await found({ remarked: "no", search: "pc-4" })).toEqual(["client54"]);
  });

  test("of somebody else are not overwritten by who has not seen them", async () => {
    const holder = await world.issue("client42", 200, { tenant: "u2" });
    const first = { remark: "first", device: "" };
    expect((await note(operator, holder, unnoted, first)).status).toBe(200);
    for (const stale of [unnoted, undefined, "2", "x"]) {
      const refused = await note(operator, holder, stale, { remark: "second", device: "" });
      expect([stale, ...refusalIn(refused)]).toEqual([stale, 412, "changed-meanwhile"]);
    }
    const present = await describeOne(operator, holder);
    expect(present).toMatchObject(first);
    expect((await note(operator, holder, present.version, { remark: "second", device: "" })).status).toBe(200);
  });

  test("of somebody else are not overwritten either where the mail address, of which changes were counted, was forgotten", async () => {
    const holder = await world.issue("client46", 200, { tenant: "u2" });
    const both = { remark: "", device: "", mail: "tanaka@clinic.example" };
    const seen = contentOf(CertificateDetail, await note(operator, holder, unnoted, both)).version;
    await world.service.store.deleteFrom("holders").where("tenant", "=", "u2").where("cn", "=", "client46").execute();
    const between = await describeOne(operator, holder);
    expect((await note(operator, holder, between.version, { remark: "stolen", device: "" })).status).toBe(200);
    expect(refusalIn(await note(operator, holder, seen, { remark: "", device: "" }))).toEqual([412, "changed-meanwhile"]);
    expect((await describeOne(operator, holder)).remark).toBe("stolen");
  });

  test("that say the same as before are no change", async () => {
    const holder = await world.issue("client43", 200, { tenant: "u2" });
    expect(contentOf(CertificateDetail, await note(operator, holder, unnoted, { remark: "", device: "" })).version).toBe(unnoted);
  });

  test("are refused if they are too long, or are not text", async () => {
    const holder = await world.issue("client44", 200, { tenant: "u2" });
    for (const wrong of [
      { remark: "x".repeat(1001), device: "" },
      { remark: "\0", device: "" },
      { remark: "\u001b[31m", device: "" },
      { remark: 1, device: "" },
      { remark: "" },
      { remark: "", device: "", cn: "client1" },
    ]) {
      const refused = await note(operator, holder, unnoted, wrong);
      expect(refusalIn(refused)).toEqual([400, "request-malformed"]);
    }
  });

  test("are not written by a viewer", async () => {
    const holder = await world.issue("client45", 200, { tenant: "u3" });
    const refused = await note(viewer, holder, unnoted, { remark: "seen", device: "" });
    expect(refusalIn(refused)).toEqual([403, "role-insufficient"]);
    expect((await describeOne(viewer, holder)).version).toBe(unnoted);
  });
});
