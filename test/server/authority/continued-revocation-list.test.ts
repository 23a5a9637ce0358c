import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { context, element } from "../../../src/core/der/write.ts";
import { issuerId } from "../../../src/server/authority/issuer-id.ts";
import { readRevocationList } from "../../../src/server/authority/lists/read-revocation-list.ts";
import { revokedEntry, signRevocationList } from "../../../src/server/authority/lists/revocation-list.ts";
import { revocationList } from "../../../src/server/issuance/lifecycle/revocation-list.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { verifyAudit } from "../../../src/server/store/audit/audit.ts";
import { everyPoint, findImportedLists } from "../../../src/server/store/certificates/imported-lists.ts";
import { makeDatabase } from "../../support/database.ts";
import { ListMaker, scope } from "../../support/made-list.ts";
import { OpensslFolder } from "../../support/openssl-authority.ts";
import { makeOtherAuthority } from "../../support/other-authority.ts";
import { runHere } from "../../support/program.ts";
import { startService } from "../../support/throwaway-service.ts";

test("a list may have hundreds of thousands of entries", async () => {
  await using world = await startService();
  const now = new Date();
  const entry = revokedEntry("4711", now, "superseded");
  const plan = { number: 1n, thisUpdate: now, nextUpdate: now, entries: Array.from({ length: 300_000 }, () => entry) };
  const list = readRevocationList(await signRevocationList(world.service.authority, plan));
  expect(Array.from(list.entries())).toHaveLength(300_000);
});

test("the authority's last revocation list is continued under a higher number", async () => {
  await using at = await OpensslFolder.create();
  await at.make("old", { key: "RSA-2048" });
  await at.revocationList("old", {
    number: "1BAD",
    serials: [
      ["01", "keyCompromise"],
      ["02FF", "CACompromise"],
      ["7F00000000000000000000000000000000000001", ""],
      // Two numbers with the same octets.
      ["-7F", ""],
      ["81", ""],
    ],
  });
  const database = await makeDatabase();
  onTestFinished(async () => await database?.drop());
  const data = at.path("continued");
  const { revocationList: taken } = await initialise(data, {
    now: new Date(),
    database: database?.url,
    authority: { authority: at.path("old.pem"), key: at.path("old.key") },
    revocationList: at.path("old.crl"),
  });
  expect(taken).toMatchObject({ number: 0x1badn, kept: 5, revoked: 0 });
  await using service = await openService(data);
  // Certificates that nobody listed are adopted by the latest list.
  expect(await findImportedLists(service.store, issuerId(service.authority), [everyPoint])).toMatchObject([{ number: "1bad" }]);
  const list = await revocationList(service, service.authority, new Date());
  expect(list.number).toBeGreaterThan(0x1bad);
  const entries = async (path: string, form: string): Promise<string[]> => {
    const { stdout } = await at.openssl("crl", "-in", path, "-inform", form, "-noout", "-text");
    return stdout
      .slice(stdout.indexOf("Revoked Certificates:"), stdout.indexOf("Signature Algorithm:", 200))
      .split("Serial Number: ")
      .slice(1)
      .map((entry) => entry.trim())
      .sort();
  };
  await writeFile(at.path("continued.crl"), list.der);
  expect(await entries("continued.crl", "DER")).toEqual(await entries("old.crl", "PEM"));
  expect((await verifyAudit(service.store)).broken).toBeUndefined();

  const take = async (path: string): Promise<unknown> => {
    const { stdout } = await runHere("import", "--data", data, at.path(path), "--json");
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  };
  expect(await take("old.crl"), "the same list again").toMatchObject({ knownLists: 1, revocationsKept: 0 });
  // Its own lists are later than those of the program that goes on signing beside it.
  await at.revocationList("old", { number: "1BAE", serials: [["04", "superseded"]] });
  expect(await take("old.crl")).toMatchObject({ lists: 1, revocationsKept: 1 });
  const next = await revocationList(service, service.authority, new Date());
  await writeFile(at.path("continued.crl"), next.der);
  expect(next.number).toBeGreaterThan(list.number);
  expect((await entries("continued.crl", "DER")).length).toBe(6);
  await at.revocationList("old", { number: "1BAD", serials: [] });
  expect(await take("old.crl")).toMatchObject({ lists: 0, refused: { "list-older": 1 } });
});

test("a list of one distribution point is not continued in its place", async () => {
  await using other = await makeOtherAuthority();
  const point = scope(context(0, context(0, element(0x86, new TextEncoder().encode("http://ca.example/1.crl")))));
  const path = join(other.folder, "one.crl");
  await writeFile(path, (await ListMaker.of(other)).list({ extensions: [point] }));
  const database = await makeDatabase();
  onTestFinished(async () => await database?.drop());
  const begun = initialise(join(other.folder, "data"), {
    now: new Date(),
    database: database?.url,
    authority: { authority: other.path, key: join(other.folder, "ca.key") },
    revocationList: path,
  });
  await expect(begun).rejects.toThrow(/koshin import takes such lists/);
});
