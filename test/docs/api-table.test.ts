import { expect, test } from "vitest";
import { isForAccounts } from "../../src/server/routes/description/operation.ts";
import { operations } from "../../src/server/routes/operations.ts";
import { documents } from "./documents.ts";

test("docs/api.md names every operation that a token can permit, beside its button and its command", async () => {
  const { text } = (await documents()).find(({ path }) => path === "docs/api.md") ?? expect.fail();
  const [, table = ""] = /\| on the site \| operation \| command \|\n\|---\|---\|---\|\n((?:\|.*\n)+)/.exec(text) ?? [];
  const named = table.split("\n").flatMap((row) => Array.from((row.split("|")[2] ?? "").matchAll(/`(\w+)`/g), ([, id = ""]) => id));
  const permitted = operations.flatMap((operation) => {
    const isOurs = isForAccounts(operation) && operation.hosts.includes("console") && operation.scopes !== "none";
    return isOurs ? [operation.id] : [];
  });
  expect(named.toSorted()).toEqual(permitted.toSorted());
});
