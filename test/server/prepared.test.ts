import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prepared } from "../../src/server/store/prepared.ts";
import { transact } from "../../src/server/store/transact.ts";
import { startService, type ThrowawayService } from "../support/throwaway-service.ts";

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
});
afterAll(async () => await world[Symbol.asyncDispose]());

describe("a prepared query", () => {
  test("is built once, and answers each time to the parameters of that time, in a transaction too", async () => {
    let built = 0;
    const named = prepared((store, name: string, from: number) => {
      built++;
      return store.selectFrom("tenants").select("name").where("name", "=", name).where("created_at", ">=", from);
    });
    const { store } = world.service;
    expect(await named(store, "nobody", 0)).toEqual([]);
    expect(await named(store, "u00000014", 0)).toMatchObject([{ name: "u00000014" }]);
    expect(await named(store, "u00000014", world.now.getTime() + 1)).toEqual([]);
    expect(await transact(store, (transaction) => named(transaction, "u00000014", 0))).toMatchObject([{ name: "u00000014" }]);
    expect(built).toBe(1);
  });

  test("is built for each database anew", async () => {
    let built = 0;
    const every = prepared((store) => {
      built++;
      return store.selectFrom("tenants").select("name");
    });
    await using other = await startService();
    for (const { store } of [world.service, other.service, world.service]) expect(await every(store)).toHaveLength(1);
    expect(built).toBe(2);
  });

  test("is refused where a value stands in it that is no parameter, or in another order", async () => {
    const { store } = world.service;
    const limited = prepared((of, name: string) => of.selectFrom("tenants").select("name").where("name", "=", name).limit(1));
    const swapped = prepared((of, name: string, product: "weborca" | "orcamo") =>
      of.selectFrom("tenants").select("name").where("product", "=", product).where("name", "=", name),
    );
    await expect(limited(store, "u00000014")).rejects.toThrow(TypeError);
    await expect(swapped(store, "u00000014", "weborca")).rejects.toThrow(TypeError);
  });
});
