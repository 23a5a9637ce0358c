import type { TestProject } from "vitest/node";
import { build } from "../../tools/install/build.mjs";

/** Builds the program `koshin`, which these tests start hundreds of times. */
export async function setup(project: TestProject): Promise<void> {
  await build(process.execPath, ["koshin"]);
  project.provide("koshinIsBuilt", true);
}
