// Usage: node closing-line.mjs RESULTS CODE: prints "N passed, N failed" from vitest's JSON results, and exits with the
// exit code of `npm test`, or with 1 if that was 0 but the results contain a failure.
import { readFileSync } from "node:fs";
import * as v from "valibot";

const Status = v.object({ status: v.string() });
const Results = v.object({
  testResults: v.array(v.object({ status: v.string(), assertionResults: v.array(Status) })),
});

const [file = "", code = "1"] = process.argv.slice(2);
const { passed, failed } = count(readFileSync(file, "utf8"));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = Number(code) || (failed > 0 || passed === 0 ? 1 : 0);

/**
 * Counts tests; a file that failed to load, and a check that failed before the tests, count as one failure.
 *
 * @param {string} text
 */
function count(text) {
  if (text === "") return { passed: 0, failed: 1 };
  const { testResults } = v.parse(Results, JSON.parse(text));
  const statuses = testResults.flatMap(({ status, assertionResults }) => {
    const tests = assertionResults.map((test) => test.status);
    return status === "failed" && !tests.includes("failed") ? [...tests, "failed"] : tests;
  });
  const passed = statuses.filter((status) => status === "passed").length;
  const failed = statuses.filter((status) => status === "failed").length;
  // Errors outside any test make vitest fail although every test passed.
  return { passed, failed: failed === 0 && code !== "0" ? 1 : failed };
}
