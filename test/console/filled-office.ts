import type { Page } from "puppeteer";
import { expect } from "vitest";
import { insertPasskey } from "../../src/server/store/accounts/passkey-rows.ts";
import { transact } from "../../src/server/store/transact.ts";
import type { Language } from "../../src/ui/language.ts";
import type { Computer } from "../e2e/computer.ts";
import { lookAt } from "../look/look-at.ts";
import { pageModes } from "../look/modes.ts";
import { askStatus, renewed } from "../support/enrolment.ts";
import { recordedPresentations } from "../support/recorded-presentations.ts";
import type { Holder } from "../support/throwaway-service.ts";
import { Office } from "./office.ts";

/** An office with more certificates than a page of the list has, one that has expired, and one that was renewed. */
export async function openFilledOffice(computer: Computer): Promise<{ readonly office: Office; readonly ended: Holder }> {
  const office = await Office.open({ computer });
  const { world } = office;
  await world.issue("api170", 20);
  await world.issue("db17", 80);
  for (let number = 1; number <= 22; number += 1) await world.issue(`client${number}`, 200 + number);
  const ended = await world.issue("client30", -5);
  const old = await world.issue("client31", 50);
  const connection = { port: world.port, root: world.root };
  const replacement = await renewed({ ...connection, identity: old }, { cn: old.cn, o: old.tenant });
  await askStatus({ ...connection, identity: replacement });
  await recordedPresentations(world, replacement, 1);
  return { office, ended };
}

/** Expects no fault in any mode, once nothing is being loaded any more. */
export async function look(page: Page, screen: string, language: Language, covered?: readonly string[]): Promise<void> {
  await page.waitForNetworkIdle();
  expect(await lookAt(page, `console-${screen}-${language}`, pageModes, covered)).toEqual([]);
}

/** Gives an account passkeys with names, of which the first was used. */
export async function addPasskeys({ world }: Office, account: string, names: readonly string[]): Promise<void> {
  const { service, now } = world;
  await transact(service.store, async (transaction) => {
    for (const [place, name] of names.entries()) {
      const facts = { tenant: "u00000014", account, userHandle: "", publicKey: new Uint8Array(), counter: 0, transports: "[]" };
      const [addedAt, lastUsedAt] = [now.getTime() + place, place === 0 ? now.getTime() : null];
      await insertPasskey(transaction, { id: `${account}-${place}`, ...facts, name, addedAt, lastUsedAt });
    }
  });
}

/** Follows an address in the same page, as a link does. */
export async function goTo(page: Page, fragment: string): Promise<void> {
  await page.evaluate((hash) => void (location.hash = hash), fragment);
}
