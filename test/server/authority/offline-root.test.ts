import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkService } from "../../../src/server/service/check-service.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { askStatus, renewed } from "../../support/enrolment.ts";
import { runHere } from "../../support/program.ts";
import { startService } from "../../support/throwaway-service.ts";

test("everything except a rotation of the authority works without the root's key", async () => {
  await using world = await startService();
  const holder = await world.issue("client28", 50);
  const { rootKey, serverCertificate } = dataFolder(world.data).authority;
  const elsewhere = join(world.data, "..", `${world.data.split("/").at(-1) ?? ""}-root.key`);
  await rename(rootKey, elsewhere);
  try {
    // Even a server certificate is issued without it.
    await rm(serverCertificate);
    await world.reload();
    expect(await checkService(world.data, world.now)).toEqual([]);
    const to = { port: world.port, root: world.root, identity: holder };
    const identity = await renewed(to, { cn: "client28", o: "u00000014" });
    expect((await askStatus({ ...to, identity })).certificate.serial).toBe(identity.serial);
    for (const what of ["issuing-ca", "root"]) {
      const refused = await runHere("rotate", what, "--data", world.data);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain(
        `koshin: The root's key is missing: ${rootKey}. If it is kept offline, put it there for as long as this takes`,
      );
      expect(refused.stderr).toContain("(root-key-missing)");
    }
    await rename(elsewhere, rootKey);
    expect(await runHere("rotate", "issuing-ca", "--data", world.data)).toMatchObject({ code: 0 });
  } finally {
    await rm(elsewhere, { force: true });
  }
});
