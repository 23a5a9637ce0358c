import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { issuerId } from "../../../src/server/authority/issuer-id.ts";
import { writeRequest } from "../../../src/server/authority/requested/request-authority.ts";
import { backUp } from "../../../src/server/backup/back-up.ts";
import { restore } from "../../../src/server/backup/restore.ts";
import { readSubject } from "../../../src/server/commands/authority/read-subject.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { keepPresentLists } from "../../../src/server/issuance/lifecycle/published-lists.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { readPassphrase } from "../../../src/server/system/read-passphrase.ts";
import { makeDatabase } from "../../support/database.ts";
import { authorityExtensions, OpensslFolder } from "../../support/openssl-authority.ts";
import { runHere } from "../../support/program.ts";
import { startService } from "../../support/throwaway-service.ts";

test("a restore tells certificates with one serial number apart, of two authorities with lists of their own", async () => {
  await using cleaning = new AsyncDisposableStack();
  const world = cleaning.use(await startService());
  const folder = await mkdtemp(join(tmpdir(), "koshin-same-serial-"));
  cleaning.defer(() => rm(folder, { recursive: true }));
  const { serial, issuer: first } = await world.issue("client1", 50);

  const openssl = cleaning.use(await OpensslFolder.create());
  await openssl.make("root");
  const files = dataFolder(world.data);
  const subject = readSubject("/O=Clinic/CN=Next CA");
  await writeRequest(files.authority, await readPassphrase(files.passphrase), { keyKind: "P-256", subject });
  await writeFile(openssl.path("ext"), authorityExtensions.join("\n"));
  const signer = ["-CA", "root.pem", "-CAkey", "root.key", "-extfile", "ext", "-days", "3000", "-out", "next.pem"];
  await openssl.openssl("x509", "-req", "-in", files.authority.request, ...signer);
  const accepted = ["authority", "accept", openssl.path("next.pem"), "--root", openssl.path("root.pem"), "--data", world.data];
  expect(await runHere(...accepted)).toMatchObject({ code: 0 });
  await world.reload();
  const second = issuerId(world.service.authority);
  const table = join(folder, "table.csv");
  await writeFile(table, `serial,notAfter,tenant,cn,issuer\n${serial},2036-01-01,u00000014,client2,${second}\n`);
  expect((await runHere("import", "--data", world.data, table)).stdout).toContain("1 imported by their facts");

  const from = join(folder, "backup");
  await backUp(world.data, from, { now: world.now });
  for (const issuer of [first, second])
    await revokeCertificate(world.service, { serial, issuer }, "superseded", byOperator(world.now));
  await keepPresentLists(world.service, world.now);
  const database = await makeDatabase();
  if (database !== undefined) cleaning.defer(() => database.drop());
  const options = { ...byOperator(world.now), database: database?.url, replacing: world.data, revokeAgain: true };
  const { forgotten } = await restore(from, join(folder, "data"), options);
  expect(new Map(forgotten.map(({ issuer, subject: whose }) => [issuer, whose?.cn]))).toEqual(
    new Map([
      [first, "client1"],
      [second, "client2"],
    ]),
  );
  expect(forgotten).toHaveLength(2);
  await using service = await openService(join(folder, "data"));
  const rows = await service.store.selectFrom("certificates").select("revokedAt").where("serial", "=", serial).execute();
  expect(rows.map(({ revokedAt }) => revokedAt)).toEqual([world.now.getTime(), world.now.getTime()]);
});
