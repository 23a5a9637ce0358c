import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { appendAudit, readAudit, verifyAudit } from "../../../src/server/store/audit/audit.ts";
import type { Store, StoreTransaction } from "../../../src/server/store/database/schema.ts";
import { StoreUnavailable } from "../../../src/server/store/database/store-unavailable.ts";
import { openStore } from "../../../src/server/store/open-store.ts";
import { findTenant, insertTenant } from "../../../src/server/store/tenants.ts";
import { transact } from "../../../src/server/store/transact.ts";

let folder: string;
let store: Store;
let begun: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-group-"));
  store = await openStore(join(folder, "koshin.sqlite"));
  begun = 0;
});
afterEach(async () => {
  await store.destroy();
  await rm(folder, { recursive: true });
});

/** Adds a tenant, and counts the transactions for that. */
async function add(transaction: StoreTransaction, name: string): Promise<string> {
  if (!seen.has(transaction)) begun += 1;
  seen.add(transaction);
  await insertTenant(transaction, {
    name,
    product: "weborca",
    keyKind: "P-256",
    createdAt: 0,
    closedAt: null,
    retireAfterDays: null,
    destroyKeysAfterDays: null,
  });
  return name;
}
const seen = new WeakSet<StoreTransaction>();

async function names(): Promise<string[]> {
  const rows = await store.selectFrom("tenants").select("name").orderBy("name").execute();
  return rows.map(({ name }) => name);
}

const several = ["a", "b", "c", "d"];

describe("concurrent transactions", () => {
  test("share one, and each has its own result", async () => {
    const answers = await Promise.all(several.map((name) => transact(store, (transaction) => add(transaction, name))));
    expect(answers).toEqual(several);
    expect(begun).toBe(1);
    expect(await names()).toEqual(several);
  });

  test("see the changes of those before them", async () => {
    const [, seen] = await Promise.all([
      transact(store, (transaction) => add(transaction, "a")),
      transact(store, (transaction) => findTenant(transaction, "a")),
    ]);
    expect(seen?.name).toBe("a");
  });

  test.each([0, 1, 3])("lose nothing if the one at position %i fails, which is rolled back", async (place) => {
    const failure = new Error("half way");
    const settled = await Promise.allSettled(
      several.map((name, index) =>
        transact(store, async (transaction) => {
          await add(transaction, name);
          if (index === place) throw failure;
        }),
      ),
    );
    expect(settled[place]).toEqual({ status: "rejected", reason: failure });
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    expect(await names()).toEqual(several.filter((_, index) => index !== place));
  });

  test("lose nothing if one violates a constraint of the database", async () => {
    const settled = await Promise.allSettled(
      ["a", "a", "b"].map((name) => transact(store, (transaction) => add(transaction, name))),
    );
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await names()).toEqual(["a", "b"]);
  });

  test("leave an intact audit trail, without the entries of one that fails", async () => {
    const settled = await Promise.allSettled(
      several.map((name) =>
        transact(store, async (transaction) => {
          const entry = {
            at: new Date(0),
            actor: "operator",
            action: "tenant-created",
            object: name,
            detail: {},
            tenant: name,
          } as const;
          await appendAudit(transaction, entry, { ...entry, action: "tenant-changed" });
          if (name === "b") throw new Error("after its entries");
        }),
      ),
    );
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
    expect(await verifyAudit(store)).toEqual({ whole: 6 });
    expect(await readAudit(store, "b")).toEqual([]);
  });

  test("fail together if the database fails, and nothing remains", async () => {
    const gone = new StoreUnavailable({ cause: new Error("disk full") });
    const settled = await Promise.allSettled(
      several.map((name) =>
        transact(store, async (transaction) => {
          await add(transaction, name);
          if (name === "c") throw gone;
        }),
      ),
    );
    expect(settled).toEqual(several.map(() => ({ status: "rejected", reason: gone })));
    expect(await names()).toEqual([]);
  });

  test("are retried together after a conflict with another process", async () => {
    let tries = 0;
    const answers = await Promise.all(
      several.map((name) =>
        transact(store, async (transaction) => {
          await add(transaction, name);
          tries += 1;
          if (tries === 2) throw new StoreUnavailable({ cause: new Error("busy"), contended: true });
          return name;
        }),
      ),
    );
    expect(answers).toEqual(several);
    expect(await names()).toEqual(several);
  });

  test("all succeed if there are a thousand", async () => {
    const many = Array.from({ length: 1000 }, (_, index) => `t${String(index).padStart(4, "0")}`);
    await Promise.all(many.map((name) => transact(store, (transaction) => add(transaction, name))));
    expect(await names()).toEqual(many);
    expect(begun).toBeLessThan(100);
  });
});

describe("a transaction that further ones may join", () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  afterEach(() => vi.useRealTimers());

  test("is shared with those of the next turns of the event loop", async () => {
    const answers: Promise<string>[] = [];
    for (const name of several) {
      answers.push(transact(store, (transaction) => add(transaction, name)));
      await setImmediate();
      expect(begun).toBe(0);
    }
    expect(await Promise.all(answers)).toEqual(several);
    expect(begun).toBe(1);
  });

  test("waits for nothing else, and for no time", async () => {
    for (const name of several) expect(await transact(store, (transaction) => add(transaction, name))).toBe(name);
    expect(begun).toBe(several.length);
  });

  test("is not shared with more than 64, which begin another one", async () => {
    const many = Array.from({ length: 65 }, (_, index) => `t${index}`);
    await Promise.all(many.map((name) => transact(store, (transaction) => add(transaction, name))));
    expect(await names()).toHaveLength(65);
    expect(begun).toBe(2);
  });
});
