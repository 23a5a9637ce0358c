import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { recordLogin, shortenLoginHistory } from "../../../src/server/accounts/login/login-history.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { forgetHolders } from "../../../src/server/issuance/holders/forget-holders.ts";
import { changeMail } from "../../../src/server/issuance/holders/note-mail.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { createRecoveryCode } from "../../../src/server/issuance/recovery/recovery-codes.ts";
import { orderRenewal, type RenewalScope } from "../../../src/server/issuance/renewal/renewal-order.ts";
import { forgetNotices } from "../../../src/server/notices/forget-notices.ts";
import { findNotes, writeNotes } from "../../../src/server/store/certificates/certificate-notes.ts";
import type { NoticeRow } from "../../../src/server/store/database/schema.ts";
import { findHolder } from "../../../src/server/store/holders/holder-rows.ts";
import { insertAskedMails } from "../../../src/server/store/notices/asked-mails.ts";
import { insertNotices, settleNotice } from "../../../src/server/store/notices/notices.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { numberOf } from "../../support/records.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";

const tenant = "u00000014";

let world: ThrowawayService;
beforeEach(async () => (world = await startService()));
afterEach(async () => await world[Symbol.asyncDispose]());

function later(days: number): Date {
  return new Date(world.now.getTime() + days * dayInMilliseconds);
}

/** A certificate with notes, whose holder has a mail address. */
async function noted(cn: string, daysLeft: number): Promise<Holder & { readonly number: number }> {
  const holder = await world.issue(cn, daysLeft);
  const { store } = world.service;
  const number = await numberOf(store, holder.serial);
  await changeMail(world.service, { tenant, cn, mail: `${cn}@clinic.example` }, byOperator(world.now));
  const notes = { certificate: number, tenant, remark: "山田さん", device: "PC-1", version: 1, editedBy: "sato" };
  await transact(store, async (transaction) => await writeNotes(transaction, { ...notes, editedAt: world.now.getTime() }));
  return { ...holder, number };
}

/** Whether the holder's address and the certificate's notes are still known. */
async function known({ cn, number }: Holder & { readonly number: number }): Promise<readonly [boolean, boolean]> {
  const { store } = world.service;
  return [(await findHolder(store, { tenant, cn })) !== undefined, (await findNotes(store, number)) !== undefined];
}

describe("what is noted about certificates and their holders", () => {
  test("goes when the settings' days have passed since the last certificate's expiry", async () => {
    const holder = await noted("client1", 10);
    await forgetHolders(world.service, world.now);
    await forgetHolders(world.service, later(10 + 364));
    expect(await known(holder)).toEqual([true, true]);
    expect(await forgetHolders(world.service, later(10 + 366))).toBe(2);
    expect(await known(holder)).toEqual([false, false]);
  });

  test("goes as long after a revocation, too; the holder's address stays while another certificate is valid", async () => {
    const [revoked, alone] = [await noted("client2", 900), await noted("client3", 900)];
    for (const { serial } of [revoked, alone])
      await revokeCertificate(world.service, { serial }, "superseded", byOperator(world.now));
    const valid = await noted("client2", 900);
    await forgetHolders(world.service, later(366));
    expect(await known(revoked)).toEqual([true, false]);
    expect(await known(valid)).toEqual([true, true]);
    expect(await known(alone)).toEqual([false, false]);
  });

  test("is looked through once a day, however many there are, by one of several processes", async () => {
    const { store } = world.service;
    const { number } = await noted("client4", 1);
    const rows = Array.from({ length: 1203 }, (_, index) => {
      return { tenant, cn: `client${5000 + index}`, mail: "a@b.example", version: 1, editedBy: "sato", editedAt: 0 };
    });
    for (let at = 0; at < rows.length; at += 300)
      await store
        .insertInto("holders")
        .values(rows.slice(at, at + 300))
        .execute();
    const counts = await Promise.all([1, 2].map(() => forgetHolders(world.service, later(400))));
    expect(counts.toSorted((one, other) => one - other)).toEqual([0, 1205]);
    expect(await findNotes(store, number)).toBeUndefined();
    await store.insertInto("holders").values(rows.slice(0, 1)).execute();
    expect(await forgetHolders(world.service, later(400.5))).toBe(0);
    expect(await forgetHolders(world.service, later(401.1))).toBe(1);
  });

  test("and who made a recovery code go", async () => {
    await noted("client5", 2000);
    await createRecoveryCode(world.service, { tenant, cn: "client5", ...byOperator(world.now) });
    await forgetHolders(world.service, later(300));
    const codes = async (): Promise<number> => (await world.service.store.selectFrom("recoveryCodes").selectAll().execute()).length;
    expect(await codes()).toBe(1);
    await forgetHolders(world.service, later(367));
    expect(await codes()).toBe(0);
  });

  test("goes with who ordered renewals and why, after an order's end or its certificates' expiry; orders keep their effect", async () => {
    const { store } = world.service;
    const { serial } = await noted("client6", 100);
    const order = async (scope: RenewalScope, reason: string, days?: number): Promise<number> =>
      await orderRenewal(world.service, {
        scope,
        reason,
        until: days === undefined ? undefined : later(days),
        ...byOperator(world.now),
      });
    await order({ tenant }, "for the tenant");
    await order({ serial }, "for one");
    await order({ serial }, "for one until tomorrow", 1);
    const known = async (): Promise<readonly string[]> =>
      (await store.selectFrom("renewalOrders").selectAll().orderBy("number").execute()).map(({ reason, holderReason, orderedBy }) =>
        [reason, holderReason, orderedBy === null ? null : "somebody"].join(),
      );
    const [ofTenant, ofOne, ended] = ["for the tenant", "for one", "for one until tomorrow"].map(
      (each) => `${each},${each},somebody`,
    );
    await forgetHolders(world.service, later(1 + 364));
    expect(await known()).toEqual([ofTenant, ofOne, ended]);
    await forgetHolders(world.service, later(1 + 366));
    expect(await known()).toEqual([ofTenant, ofOne, ",,"]);
    await forgetHolders(world.service, later(100 + 364));
    expect(await known()).toEqual([ofTenant, ofOne, ",,"]);
    await forgetHolders(world.service, later(100 + 366));
    expect(await known()).toEqual([",,", ",,", ",,"]);
  });
});

test("notices go when the settings' days have passed since they were delivered or given up, and not before", async () => {
  const { store } = world.service;
  const certificate = await numberOf(store, (await world.issue("client1", 900)).serial);
  const at = world.now.getTime();
  const states = ["delivered", "dropped", "refused", "unknown", "waiting"] as const satisfies readonly NoticeRow["state"][];
  for (const state of states) {
    const place = { certificate, channel: "mail", address: `${state}@clinic.example` } as const;
    await insertNotices(store, "issued", [place], at);
    await settleNotice(store, { ...place, kind: "issued" }, { state, attempts: 1, nextAt: at });
  }
  const many = Array.from(
    { length: 1100 },
    (_, index) => ({ certificate, channel: "mail", address: `${index}@b.example` }) as const,
  );
  await insertNotices(store, "expires-90", many, at);
  await store.updateTable("notices").set({ state: "delivered" }).where("kind", "=", "expires-90").execute();
  expect(await forgetNotices(world.service, later(399))).toBe(0);
  expect(await forgetNotices(world.service, later(401))).toBe(1104);
  expect(await store.selectFrom("notices").select("state").execute()).toEqual([{ state: "waiting" }]);
});

test("who had mails sent by what they did goes after a day", async () => {
  const { store } = world.service;
  await transact(
    store,
    async (transaction) => await insertAskedMails(transaction, { tenant, name: "sato" }, world.now.getTime(), 2),
  );
  expect(await forgetNotices(world.service, later(0.9))).toBe(0);
  expect(await forgetNotices(world.service, later(1.1))).toBe(2);
  expect(await store.selectFrom("askedMails").selectAll().execute()).toEqual([]);
});

test("the login history goes in batches", async () => {
  const { store } = world.service;
  await transact(store, async (transaction) => {
    const entry = { tenant, account: "sato", result: "opened", cn: "client1" } as const;
    for (let count = 0; count < 1001; count++) {
      const place = { host: "ctrl.localhost", address: "192.0.2.1" };
      await recordLogin(transaction, entry, place, world.now);
    }
  });
  expect(await shortenLoginHistory(world.service, later(364))).toBe(0);
  expect(await shortenLoginHistory(world.service, later(366))).toBe(1001);
});
