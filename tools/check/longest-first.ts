import { join, relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const root = join(import.meta.dirname, "..", "..");

/**
 * The test files that take longest, in that order: one that began last would run on alone, while other processors have
 * nothing left to do.
 */
const longest: readonly string[] = [
  "test/attack/swallow.test.ts",
  "test/console/looks.test.ts",
  "test/console/looks-of-acts.test.ts",
  "test/console/looks-of-login.test.ts",
  "test/tools/package/debian.test.ts",
  "test/dialog/look.test.ts",
  "test/docs/commands.test.ts",
  "test/interop/pkcs12-reads-others.test.ts",
  "test/console/passkeys.test.ts",
  "test/e2e/import-problems.test.ts",
  "test/console/operators.test.ts",
  "test/e2e/interruption.test.ts",
  "test/attack/honest-page.test.ts",
  "test/server/notices/notices.test.ts",
  "test/inpage/stopped-presses.test.ts",
  "test/console/single-sign-on.test.ts",
  "test/e2e/recovery.test.ts",
  "test/attack/own-window.test.ts",
  "test/firefox/import-problems.test.ts",
  "test/demo/start.test.ts",
  "test/e2e/standing.test.ts",
  "test/look/pages.test.ts",
  "test/firefox/reinstalled.test.ts",
  "test/firefox/site.test.ts",
  "test/tools/package/npm.test.ts",
];

/** Begins the test files that take longest before the others of their project. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map(({ project }) => project))];
    return projects.flatMap((project) =>
      sorted.filter((file) => file.project === project).toSorted((one, other) => placeOf(one) - placeOf(other)),
    );
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = longest.indexOf(relative(root, moduleId));
  return place === -1 ? longest.length : place;
}
