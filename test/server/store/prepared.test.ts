import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prepared, type Placeholders } from "../../../src/server/store/database/prepared.ts";
import { insertTenant } from "../../../src/server/store/tenants.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { runSql } from "../../support/database.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
});
afterAll(async () => await world[Symbol.asyncDispose]());

describe("a prepared query", () => {
  test("is built once, and uses the parameters of each call, also in a transaction", async () => {
    let built = 0;
    const named = prepared((store, of: Placeholders<{ name: string; from: number }>) => {
      built++;
      return store.selectFrom("tenants").select("name").where("name", "=", of("name")).where("createdAt", ">=", of("from"));
    });
    const { store } = world.service;
    expect(await named(store, { name: "nobody", from: 0 })).toEqual([]);
    expect(await named(store, { name: "u00000014", from: 0 })).toMatchObject([{ name: "u00000014" }]);
    expect(await named(store, { name: "u00000014", from: world.now.getTime() + 1 })).toEqual([]);
    expect(await transact(store, (transaction) => named(transaction, { name: "u00000014", from: 0 }))).toMatchObject([
      { name: "u00000014" },
    ]);
    expect(built).toBe(1);
  });

  test("is built separately for each database", async () => {
    let built = 0;
    const every = prepared((store) => {
      built++;
      return store.selectFrom("tenants").select("name");
    });
    await using other = await startService();
    for (const { store } of [world.service, other.service, world.service]) expect(await every(store, {})).toHaveLength(1);
    expect(built).toBe(2);
  });

  test("may use each parameter repeatedly, in any order", async () => {
    const { store } = world.service;
    const same = prepared((db, of: Placeholders<{ name: string; product: "weborca" | "orcamo" }>) =>
      db
        .selectFrom("tenants")
        .select("name")
        .where("product", "=", of("product"))
        .where("name", "=", of("name"))
        .where((is) => is.or([is("name", "=", of("name")), is("product", "!=", of("product"))])),
    );
    expect(await same(store, { name: "u00000014", product: "weborca" })).toHaveLength(1);
    expect(await same(store, { name: "u00000014", product: "orcamo" })).toEqual([]);
  });

  test("is rejected if it contains a value that is not a parameter", async () => {
    const { store } = world.service;
    const limited = prepared((db, of: Placeholders<{ name: string }>) =>
      db.selectFrom("tenants").select("name").where("name", "=", of("name")).limit(1),
    );
    await expect(limited(store, { name: "u00000014" })).rejects.toThrow(TypeError);
  });

  test("waits for a running transaction, and sees nothing of one that is rolled back", async () => {
    const { store } = world.service;
    const named = prepared((db, of: Placeholders<{ name: string }>) =>
      db.selectFrom("tenants").select("name").where("name", "=", of("name")),
    );
    await named(store, { name: "u00000015" });
    let seen: Promise<unknown> | undefined;
    const undone = transact(store, async (transaction) => {
      const tenant = {
        name: "u00000015",
        product: "weborca",
        keyKind: "P-256",
        createdAt: 0,
        closedAt: null,
        retireAfterDays: null,
        destroyKeysAfterDays: null,
      } as const;
      await insertTenant(transaction, tenant);
      seen = named(store, { name: "u00000015" });
      await setImmediate();
      expect(await named(transaction, { name: "u00000015" })).toHaveLength(1);
      throw new Error("Roll back.");
    });
    await expect(undone).rejects.toThrow("Roll back.");
    expect(await seen).toEqual([]);
  });

  test("gives each value its own name, though another process has added a column in between", async () => {
    await using own = await startService();
    const twice = prepared((store) => store.selectFrom("tenants").selectAll().select("name as again"));
    const [before] = await twice(own.service.store, {});
    await runSql(own.database, "alter table tenants add column later integer default 7");
    const [after] = await twice(own.service.store, {});
    expect(after).toEqual({ ...before, later: 7 });
    expect(after?.again).toBe("u00000014");
  });
});
