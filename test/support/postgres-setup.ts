import type { TestProject } from "vitest/node";
import { startPostgres } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The URL of the PostgreSQL cluster that the tests of this run share. */
    readonly postgres: string;
  }
}

/** Starts one PostgreSQL for all tests that use it, and stops it after them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  project.provide("postgres", postgres.url);
  return async () => await postgres[Symbol.asyncDispose]();
}
