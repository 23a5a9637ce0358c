import { createPrivateKey, createPublicKey } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { RsaKeyPool } from "../../../src/server/vault/rsa-key-pool.ts";
import type { ServiceKey } from "../../../src/server/vault/service-key.ts";

const pools: RsaKeyPool[] = [];
function open(size: number): RsaKeyPool {
  const pool = new RsaKeyPool(size);
  pools.push(pool);
  return pool;
}
afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

function modulusOf({ spki }: ServiceKey): number | undefined {
  const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
  return key.asymmetricKeyDetails?.modulusLength;
}

test("an empty pool generates a key on demand: RSA-2048, a matching pair", async () => {
  const key = await open(0).take();
  expect(modulusOf(key)).toBe(2048);
  const privateKey = createPrivateKey({ key: Buffer.from(key.privateKey), format: "der", type: "pkcs8" });
  const spki = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  expect(spki.equals(key.spki)).toBe(true);
});

test("generating keys does not block the event loop", async () => {
  const pool = open(0);
  let turns = 0;
  let making = true;
  const turn = (): void => {
    turns++;
    if (making) setImmediate(turn);
  };
  setImmediate(turn);
  await Promise.all([pool.take(), pool.take(), pool.take()]);
  making = false;
  // With a key generated on the event loop, it would turn only a few times.
  expect(turns).toBeGreaterThan(100);
});

test("the pool is filled in idle time up to its size, and never provides a key twice", async () => {
  const pool = open(2);
  pool.fillWhenIdle();
  await expect.poll(() => pool.stock).toBe(2);
  const keys = await Promise.all([pool.take(), pool.take(), pool.take()]);
  expect(pool.stock).toBe(0);
  expect(new Set(keys.map(({ spki }) => Buffer.from(spki).toString("hex"))).size).toBe(3);
  await expect.poll(() => pool.stock).toBe(2);
});

test("a returned key is provided again, and a full pool accepts none", async () => {
  const pool = open(1);
  const key = await pool.take();
  pool.giveBack(key);
  pool.giveBack(key);
  expect(pool.stock).toBe(1);
  expect(await pool.take()).toBe(key);
});

test("a closed pool drops its keys", async () => {
  const pool = open(1);
  const key = await pool.take();
  pool.giveBack(key);
  pool.close();
  pool.giveBack(key);
  expect(pool.stock).toBe(0);
});
