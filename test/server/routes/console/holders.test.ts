import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CertificateDetail, IssuedIdentity } from "../../../../src/protocol/console/certificates.ts";
import { PresentHolderRules } from "../../../../src/protocol/console/holder-rules.ts";
import { readAuditOf } from "../../../../src/server/store/audit/audit.ts";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { contentOf, pathOf, refusalIn } from "../../../support/console-answers.ts";
import { renewed } from "../../../support/enrolment.ts";
import { startService, type ThrowawayService } from "../../../support/throwaway-service.ts";
import type { Received } from "../../../support/tls-client.ts";

let world: ThrowawayService;
let administrator: LoggedInAdministrator;
let other: LoggedInAdministrator;
beforeAll(async () => {
  world = await startService();
  administrator = await administratorOf(world, { account: "kasahara" });
  other = await administratorOf(world, { account: "sato", tenant: "u2" });
});
afterAll(async () => await world[Symbol.asyncDispose]());

type Named = Pick<CertificateDetail, "issuer" | "serial">;

async function put(path: string, version: string, body: unknown, who = administrator): Promise<Received> {
  const headers = { "Content-Type": "application/json", "If-Match": `"${version}"` };
  return await who.ask({ method: "PUT", path, headers, body: JSON.stringify(body) });
}

async function detailOf(named: Named): Promise<CertificateDetail> {
  return contentOf(CertificateDetail, await administrator.ask({ path: pathOf(named) }));
}

describe("the mail address of a holder", () => {
  test("is edited beside the notes, recorded without the address, and the same for all of the holder's certificates", async () => {
    const [one, another] = [await world.issue("client1", 50), await world.issue("client1", 400)];
    const notes = { remark: "受付", device: "PC-1", mail: "clerk@clinic.example" };
    const changed = contentOf(CertificateDetail, await put(`${pathOf(one)}/notes`, "0", notes));
    expect(changed).toMatchObject({ ...notes, mailSource: "entered", holderMails: "no-mail-server", edited: { by: "kasahara" } });
    expect(await detailOf(another)).toMatchObject({ remark: "", device: "", mail: "clerk@clinic.example" });
    const entry = (await readAuditOf(world.service.store, one)).at(-1);
    expect([entry?.action, entry?.detail]).toEqual(["notes-changed", '{"version":2,"changed":"remark device mail"}']);
    const stranger = await world.issue("client1", 50, { tenant: "u2" });
    expect(contentOf(CertificateDetail, await other.ask({ path: pathOf(stranger) })).mail).toBe("");
  });

  test("survives renewals, and stays if a change does not name it", async () => {
    const holder = await world.issue("client2", 50);
    await put(`${pathOf(holder)}/notes`, "0", { remark: "", device: "", mail: "clerk@clinic.example" });
    const { serial } = await renewed({ port: world.port, root: world.root, identity: holder }, { cn: "client2", o: "u00000014" });
    const replacement = { issuer: holder.issuer, serial };
    const { mail, version } = await detailOf(replacement);
    expect(mail).toBe("clerk@clinic.example");
    await put(`${pathOf(replacement)}/notes`, version, { remark: "x", device: "" });
    expect((await detailOf(replacement)).mail).toBe("clerk@clinic.example");
  });

  test("of somebody else's change is not overwritten by who has not seen it", async () => {
    const [one, another] = [await world.issue("client3", 50), await world.issue("client3", 400)];
    await put(`${pathOf(one)}/notes`, "0", { remark: "", device: "", mail: "first@clinic.example" });
    const refused = await put(`${pathOf(another)}/notes`, "0", { remark: "", device: "", mail: "second@clinic.example" });
    expect(refusalIn(refused)).toEqual([412, "changed-meanwhile"]);
    const { version } = await detailOf(another);
    expect((await put(`${pathOf(another)}/notes`, version, { remark: "", device: "", mail: "" })).status).toBe(200);
    expect(await detailOf(one)).toMatchObject({ mail: "", mailSource: null });
  });

  test("is given at issue, and must be one", async () => {
    const order = { cn: "client4", another: false, remark: "", device: "", mail: "clerk@clinic.example" };
    const headers = { "Content-Type": "application/json" };
    const issue = async (body: unknown): Promise<Received> =>
      await administrator.ask({ method: "POST", path: "/api/certificates", headers, body: JSON.stringify(body) });
    const issued = contentOf(IssuedIdentity, await issue(order));
    expect((await detailOf(issued)).mail).toBe("clerk@clinic.example");
    for (const mail of ["clerk", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", `${"x".repeat(300)}@b.example`])
      expect(refusalIn(await issue({ ...order, another: true, mail }))).toEqual([400, "request-malformed"]);
    // An order that leaves it out does not remove it.
    await issue({ ...order, another: true, mail: "" });
    expect((await detailOf(issued)).mail).toBe("clerk@clinic.example");
  });
});

describe("what applies to holders", () => {
  const path = "/api/tenant/holders";
  const rules = { mails: "off", otherDevices: "refused", contact: "山田 03-0000-0000" };

  test("is shown, changed by an administrator of the organisation, and by none who has not seen the last change", async () => {
    const before = contentOf(PresentHolderRules, await administrator.ask({ path }));
    expect(before).toEqual({
      ...{ mails: "sent", otherDevices: "allowed", contact: "", version: "0", edited: null },
      ...{ mailDays: [90, 60, 30, 14, 7], mailServer: false },
    });
    const after = contentOf(PresentHolderRules, await put(path, "0", rules));
    expect(after).toMatchObject({ ...rules, version: "1", edited: { by: "kasahara", at: world.now.toISOString() } });
    expect(refusalIn(await put(path, "0", rules))).toEqual([412, "changed-meanwhile"]);
    expect(contentOf(PresentHolderRules, await other.ask({ path })).version).toBe("0");
  });

  test("is refused if it is not what it should be", async () => {
    for (const wrong of [
      { ...rules, mails: "never" },
      { ...rules, contact: "a\nb" },
      { ...rules, more: 1 },
    ])
      expect(refusalIn(await put(path, "1", wrong))).toEqual([400, "request-malformed"]);
  });
});
