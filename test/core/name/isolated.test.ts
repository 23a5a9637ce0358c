import { describe, expect, test } from "vitest";
import { isolated, isolatedRuns } from "../../../src/core/name/isolated.ts";

const [hebrew, arabic] = ["\u05de\u05e8\u05e4\u05d0\u05d4", "\u0645\u0633\u062a\u0634\u0641\u0649"];
const [isolate, end] = ["\u2068", "\u2069"];

describe("a name between other words", () => {
  test.each([hebrew, arabic, `${hebrew} 5`, `clinic ${arabic}`, "\u{1e900}\u{1e901}"])("%s is isolated", (name) => {
    expect(isolated(name)).toBe(isolate + name + end);
  });

  test.each(["", "client28", "診療所", "Кли́ника", "κλινική", "Cafe\u0301", "कल्याण"])("%s is unchanged", (name) => {
    expect(isolated(name)).toBe(name);
  });

  test("cannot end its isolation, or begin another one", () => {
    expect(isolated(`\u2069\u202e${hebrew}\u2067`)).toBe(isolate + hebrew + end);
  });
});

describe("in a line whose names are not known", () => {
  test.each([
    [`${hebrew} of ${arabic}: closed`, `${isolate}${hebrew}${end} of ${isolate}${arabic}${end}: closed`],
    [`"${hebrew}", "${arabic}"`, `"${isolate}${hebrew}${end}", "${isolate}${arabic}${end}"`],
    [`${hebrew}  ${arabic}`, `${isolate}${hebrew}${end}  ${isolate}${arabic}${end}`],
    [`${hebrew} (${arabic})`, `${isolate}${hebrew}${end} (${isolate}${arabic}${end})`],
  ])("names are isolated from each other: %s", (line, expected) => {
    expect(isolatedRuns(line)).toBe(expected);
  });

  test("the words and numbers of one name stay together", () => {
    const name = `${hebrew} 24-${hebrew}`;
    expect(isolatedRuns(`Tenant "${name}" is closed.`)).toBe(`Tenant "${isolate}${name}${end}" is closed.`);
  });

  test("nothing else changes", () => {
    expect(isolatedRuns("診療所 (client28): 71 days")).toBe("診療所 (client28): 71 days");
  });
});
