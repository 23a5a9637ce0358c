import { describe, expect, test } from "vitest";
import { csvLines } from "../../../src/server/issuance/csv.ts";

describe("a cell that people have written into", () => {
  test.each([
    ["=1+1", "'=1+1"],
    ["-1", "'-1"],
    ["\u200b=1+1", "'\u200b=1+1"],
    ["＝1+1", "'＝1+1"],
    ["PC;=1+1", "PC;'=1+1"],
    ["PC; \u200b@sum", "PC; \u200b'@sum"],
    ["PC\t+1", "PC\t'+1"],
    ["PC\n=1+1\n", '"PC\n\'=1+1\n"'],
  ])("%j is no formula, even where semicolons or tabs separate cells", (cell, written) => {
    expect(csvLines([["client1", cell]])).toBe(`client1,${written}\r\n`);
  });

  test.each(["受付 2F; 窓口", "a=1", "1-2", "first;second"])("%j stays as it is", (cell) => {
    expect(csvLines([["client1", cell]])).toBe(`client1,${cell}\r\n`);
  });

  test("a number stays a number", () => {
    expect(csvLines([["client1", -1]])).toBe("client1,-1\r\n");
  });
});
