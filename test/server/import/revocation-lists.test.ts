import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyTrail } from "../../../src/server/issuance/audit/verify-trail.ts";
import { ImportingService } from "../../support/importing-service.ts";
import { makeOtherAuthority } from "../../support/other-authority.ts";

let at: ImportingService;
beforeAll(async () => {
  at = await ImportingService.start();
});
afterAll(async () => await at[Symbol.asyncDispose]());

describe("a revocation list", () => {
  test("revokes what is known, and what becomes known later", async () => {
    const [known, later] = [await at.other.issue({ subject: at.subject() }), await at.other.issue({ subject: at.subject() })];
    await at.imports(known.path);
    await at.other.revoke(known, "superseded");
    await at.other.revoke(later, "cessationOfOperation");
    const first = await at.other.list();
    expect((await at.imports(first)).counts).toEqual({ files: 1, lists: 1, revoked: 1, revocationsKept: 1 });
    expect(await at.word(known)).toBe("403 revoked");
    expect((await at.imports(first)).counts).toEqual({ files: 1, knownLists: 1 });
    expect((await at.imports(later.path)).counts).toEqual({ files: 1, taken: 1, revoked: 1 });
    expect((await at.rowOf(later.serial))?.revocationReason).toBe("cessation-of-operation");
    const second = await at.other.list();
    await at.imports(second);
    expect(await at.refuses(first)).toEqual(["list-older"]);
  });

  test("in a PKCS#7 message is imported after the certificates in it", async () => {
    const held = await at.other.issue({ subject: at.subject() });
    await at.other.revoke(held, "superseded");
    const list = await at.other.list();
    await at.other.openssl("crl2pkcs7", "-in", list, "-certfile", held.path, "-out", "both.p7b");
    await at.other.openssl("crl2pkcs7", "-in", list, "-outform", "DER", "-out", "list.p7b");
    const { counts } = await at.imports(join(at.other.folder, "both.p7b"));
    expect(counts).toEqual({ files: 1, taken: 1, lists: 1, revoked: 1 });
    expect((await at.imports(join(at.other.folder, "list.p7b"))).counts).toEqual({ files: 1, knownLists: 1 });
    expect(await at.word(held)).toBe("403 revoked");
  });

  test("of somebody else, of another key under the same name, of a part or from the future is not imported", async () => {
    await using stranger = await makeOtherAuthority({ name: "/O=Stranger/CN=Stranger CA" });
    await using namesake = await makeOtherAuthority();
    const lists = [await stranger.list(), await namesake.list()];
    expect(await at.refuses(...lists)).toEqual(["issuer-unknown", "signature-wrong"]);
    const section =
      "[ part ]\nissuingDistributionPoint = critical,onlysomereasons:superseded\n[ strange ]\n1.2.3.4 = critical,ASN1:NULL\n";
    await appendFile(join(at.other.folder, "ca.cnf"), section);
    const parts = [await at.other.list(["-crlexts", "part"]), await at.other.list(["-crlexts", "strange"])];
    expect(await at.refuses(...parts)).toEqual(["list-partial", "list-unsupported"]);
    const early = await at.other.list(["-crl_lastupdate", "20480101000000Z", "-crl_nextupdate", "20490101000000Z"]);
    expect(await at.refuses(early)).toEqual(["list-early"]);
  });
});

test("the audit trail and the tables agree after all of this", async () => {
  expect((await verifyTrail(at.world.service)).findings).toEqual([]);
});
