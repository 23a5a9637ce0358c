import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAccount } from "../../../src/server/accounts/accounts.ts";
import { changeFacts, versionOf } from "../../../src/server/accounts/change-facts.ts";
import { changeAccount, inviteAccount } from "../../../src/server/accounts/manage-accounts.ts";
import { tellPerson } from "../../../src/server/accounts/tell-person.ts";
import { mostOfAccount, mostOfTenant } from "../../../src/server/notices/mails-asked-for.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { findAccountRow, updateAccount } from "../../../src/server/store/accounts/account-rows.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

const tenant = "u00000014";
const suzuki = { tenant, name: "suzuki" };
const hour = 3_600_000;

let world: ThrowawayService;
let invited: number;
beforeEach(async () => {
  world = await startService();
  invited = 0;
  const account = { ...suzuki, role: "administrator", password: "right" } as const;
  await createAccount(world.service.store, { ...account, actor: "operator", now: world.now });
});
afterEach(async () => await world[Symbol.asyncDispose]());

function after(milliseconds: number): Date {
  return new Date(world.now.getTime() + milliseconds);
}

/** Invites somebody else. @returns the seconds after which that can be tried again, if it was refused */
async function invite(actor: string, now = world.now, { store } = world.service): Promise<number | undefined> {
  invited += 1;
  const account = { tenant, name: `person${invited}`, personName: "", role: "viewer", mail: "victim@example.jp" } as const;
  return await secondsUntil(inviteAccount(store, account, { actor, now }));
}

async function secondsUntil(act: Promise<unknown>): Promise<number | undefined> {
  const error: unknown = await act.then(() => undefined).catch((error: unknown) => error);
  if (error === undefined) return undefined;
  expect(error).toMatchObject({ code: "mails-exceeded" });
  return error instanceof Error && "retryAfter" in error ? Number(error.retryAfter) : Number.NaN;
}

const bySuzuki = "account:suzuki@u00000014";

describe("within an hour, an account", () => {
  test("has so many mails sent and no more, whichever processes it asks, and by its tokens", async () => {
    await using other = await openService(world.data);
    const asked = Array.from({ length: mostOfAccount + 10 }, async (_, index) =>
      invite(index % 3 === 0 ? `${bySuzuki} token:0a1b` : bySuzuki, world.now, index % 2 === 0 ? world.service : other),
    );
    const waits = await Promise.all(asked);
    expect(waits.filter((wait) => wait === undefined)).toHaveLength(mostOfAccount);
    expect(new Set(waits)).toEqual(new Set([undefined, hour / 1000]));
    // Nothing was done.
    const { rows } = await world.service.store
      .selectFrom("accounts")
      .select((columns) => columns.fn.countAll<number | string>().as("rows"))
      .executeTakeFirstOrThrow();
    expect(Number(rows)).toBe(mostOfAccount + 1);
    expect(await invite(bySuzuki, after(hour - 60_000))).toBe(60);
    expect(await invite("account:tanaka@u00000014")).toBeUndefined();
    expect(await invite("operator")).toBeUndefined();
    expect(await invite(bySuzuki, after(hour))).toBeUndefined();
  });

  test("changes addresses and its own recovery codes no more often, and resets others", async () => {
    const { store } = world.service;
    const act = { actor: bySuzuki, now: world.now };
    let changes = 0;
    const change = async (): Promise<number | undefined> => {
      const row = await findAccountRow(store, suzuki);
      if (row === undefined) throw new Error("It exists.");
      changes += 1;
      return await secondsUntil(changeFacts(store, suzuki, { mail: `victim${changes}@example.jp` }, versionOf(row), act));
    };
    // The first one is told at one address only.
    while ((await change()) === undefined);
    expect(changes).toBe(Math.floor((mostOfAccount + 1) / 2) + 1);
    const renewed = transact(store, async (transaction) => {
      await tellPerson(transaction, suzuki, "recovery-codes-made", act);
      await tellPerson(transaction, suzuki, "recovery-codes-made", act);
    });
    expect(await secondsUntil(renewed)).toBe(hour / 1000);
    // A login is never refused for that.
    await transact(store, async (transaction) => await tellPerson(transaction, suzuki, "recovery-code-used", act));
    await invite("operator");
    await transact(store, async (transaction) =>
      updateAccount(transaction, { tenant, name: "person1" }, { mail: "victim@example.jp" }),
    );
    expect(await secondsUntil(changeAccount(store, { tenant, name: "person1" }, "reset", act))).toBe(hour / 1000);
  });

  test("does not keep others from changing their own account, when their organisation has had too many sent", async () => {
    const { store } = world.service;
    for (let sent = 0; sent < mostOfTenant; sent++) expect(await invite(`account:other${sent % 5}@${tenant}`)).toBeUndefined();
    expect(await invite(bySuzuki)).toBe(hour / 1000);
    expect(await invite(`account:suzuki@u00000015`)).toBeUndefined();
    const row = await findAccountRow(store, suzuki);
    if (row === undefined) throw new Error("It exists.");
    await changeFacts(store, suzuki, { mail: "suzuki@example.jp" }, versionOf(row), { actor: bySuzuki, now: world.now });
    expect((await findAccountRow(store, suzuki))?.mail).toBe("suzuki@example.jp");
  });

  test("is not bound by what was recorded while the clock was ahead", async () => {
    for (let sent = 0; sent < mostOfAccount; sent++) await invite(bySuzuki, after(10 * hour));
    expect(await invite(bySuzuki, after(10 * hour))).toBe(hour / 1000);
    expect(await invite(bySuzuki)).toBeUndefined();
  });
});
