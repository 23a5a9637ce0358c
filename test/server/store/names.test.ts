import { expect, test } from "vitest";
import { databaseName, propertyName } from "../../../src/server/store/database/names.ts";
import { startService } from "../../support/throwaway-service.ts";

test("every column has one name in the code, which leads back to it", async () => {
  await using world = await startService();
  const tables = await world.service.store.introspection.getTables();
  const columns = tables.flatMap(({ name, columns: own }) => [name, ...own.map((column) => column.name)]);
  expect(columns).toContain("first_used_at");
  expect(columns.map((name) => databaseName(propertyName(name)))).toEqual(columns);
});
