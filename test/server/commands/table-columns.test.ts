import { afterAll, beforeAll, expect, test } from "vitest";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { runHere } from "../../support/program.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

/** Names, and the columns that a terminal uses for each. */
const names = [
  { name: "clinic", columns: 6 },
  { name: "\u5c71\u7530\u533b\u9662", columns: 8 },
  { name: "\u3042\u304a\u305e\u3089\u30af\u30ea\u30cb\u30c3\u30af", columns: 18 },
  { name: "\uff71\uff72\uff73", columns: 3 },
  { name: "\u304b\u3099\u3093", columns: 4 },
  { name: "Cafe\u0301", columns: 4 },
  { name: "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd", columns: 4 },
  { name: "\u{20bb7}\u91ce\u5bb6", columns: 6 },
] as const;

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
  for (const { name } of names) await createTenant(world.service, { name, product: "weborca", ...byOperator(world.now) });
});
afterAll(async () => await world[Symbol.asyncDispose]());

test("tables keep their columns with Japanese names, combining marks and isolated names", async () => {
  const { stdout } = await runHere("list", "tenants", "--data", world.data);
  const [head = "", ...rows] = stdout.split("\n");
  const product = head.indexOf("product");
  expect(product).toBe(18 + 2);
  for (const { name, columns } of names) {
    const row = rows.map((each) => each.replaceAll(/[\u2068\u2069]/g, "")).find((each) => each.startsWith(`${name} `)) ?? "";
    expect(row.slice(0, row.indexOf("weborca"))).toBe(name + " ".repeat(product - columns));
  }
});
