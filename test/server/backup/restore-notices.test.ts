import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createAccount } from "../../../src/server/accounts/accounts.ts";
import { tellPerson } from "../../../src/server/accounts/tell-person.ts";
import { backUp } from "../../../src/server/backup/back-up.ts";
import { restore } from "../../../src/server/backup/restore.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { resendNotices } from "../../../src/server/notices/resend-notices.ts";
import { longestPause } from "../../../src/server/notices/retries.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { updateAccount } from "../../../src/server/store/accounts/account-rows.ts";
import { hasWaitingNotice, insertNotices } from "../../../src/server/store/notices/notices.ts";
import { hasWaitingPersonNotice } from "../../../src/server/store/notices/person-notices.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { makeDatabase } from "../../support/database.ts";
import { existingRecord } from "../../support/records.ts";
import { startService } from "../../support/throwaway-service.ts";

test(
  "a restore sends no notice that waited, which may have been sent since, unless it is told to",
  { timeout: 60_000 },
  async () => {
    await using cleaning = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), "koshin-restore-"));
    cleaning.defer(() => rm(folder, { recursive: true }));
    const world = cleaning.use(await startService());
    const { store } = world.service;
    const account = { name: "suzuki", tenant: "u00000014" };
    await createAccount(store, { ...account, role: "viewer", password: "right", actor: "operator", now: world.now });
    await transact(store, async (transaction) => {
      await updateAccount(transaction, account, { mail: "suzuki@example.jp" });
      await tellPerson(transaction, account, "password-changed", byOperator(world.now));
    });
    const { serial } = await world.issue("client1", 50);
    const { number: certificate } = await existingRecord(store, serial);
    await insertNotices(store, "issued", [{ certificate, channel: "mail", address: "office@example.jp" }], world.now.getTime());
    const from = join(folder, "backup");
    await backUp(world.data, from, { now: world.now });
    const database = await makeDatabase();
    cleaning.defer(async () => await database?.drop());
    const data = join(folder, "restored");
    const { doubtedNotices } = await restore(from, data, { ...byOperator(world.now), database: database?.url });
    expect(doubtedNotices).toBe(2);
    await using service = await openService(data);
    const waiting = async (): Promise<boolean[]> => {
      const due = { now: world.now.getTime(), longestPause, channel: "mail" } as const;
      return [await hasWaitingNotice(service.store, due), await hasWaitingPersonNotice(service.store, due)];
    };
    expect(await waiting()).toEqual([false, false]);
    expect(await resendNotices(service, { tenant: undefined, unknown: false }, byOperator(world.now))).toBe(0);
    expect(await resendNotices(service, { tenant: undefined, unknown: true }, byOperator(world.now))).toBe(2);
    expect(await waiting()).toEqual([true, true]);
  },
);
