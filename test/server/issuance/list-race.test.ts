import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { issuerId } from "../../../src/server/authority/issuer-id.ts";
import { readRevocationList } from "../../../src/server/authority/lists/read-revocation-list.ts";
import { revocationList } from "../../../src/server/issuance/lifecycle/revocation-list.ts";
import type { Service } from "../../../src/server/issuance/service.ts";
import { openService, type OpenService } from "../../../src/server/service/open-service.ts";
import { addUnknownRevocations, outdateRevocationLists } from "../../../src/server/store/certificates/revocation-lists.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { interrupted } from "../../support/between-reads.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

let world: ThrowawayService;
/** Another process's connection to the same database. */
let other: OpenService;
beforeEach(async () => {
  world = await startService();
  other = await openService(world.data);
});
afterEach(async () => {
  await other.close();
  await world[Symbol.asyncDispose]();
});

/** Records a revocation of a certificate that the service does not know, as an imported list does. */
async function importRevocation(serial: string): Promise<void> {
  await transact(other.store, async (transaction) => {
    const issuer = issuerId(world.service.authority);
    const revokedAt = world.now.getTime();
    await addUnknownRevocations(transaction, [{ issuer, serial, revokedAt, revocationReason: "superseded" }]);
    await outdateRevocationLists(transaction);
  });
}

async function listed(service: Service): Promise<readonly string[]> {
  const { der } = await revocationList(service, service.authority, world.now);
  return Array.from(readRevocationList(new Uint8Array(der)).entries(), ({ serial }) => serial);
}

describe("a revocation that another process imports while a revocation list is made", () => {
  test.each([1, 2, 3, 4, 5])("is in the next list, after %i reads", async (reads) => {
    let happened = 0;
    // The second time, the list that is replaced has been outdated by an import, too.
    for (const serial of ["01AA", "01BB"]) {
      await outdateRevocationLists(other.store);
      const meanwhile = async (): Promise<void> => {
        happened += 1;
        await importRevocation(serial);
      };
      await listed(interrupted(world.service, reads, meanwhile));
      expect(await listed(world.service)).toContain(serial);
    }
    expect(happened).toBe(2);
  });
});
