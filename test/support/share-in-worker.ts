import { test } from "vitest";

/**
 * Something expensive, such as a browser, that all test files share that run in one process. It ends with the process.
 *
 * @returns what a file calls before its tests
 */
export function shareInWorker<Shared extends AsyncDisposable>(shared: Shared): () => Shared {
  const worker = test.extend("shared", { scope: "worker" }, ({}, { onCleanup }) => {
    onCleanup(async () => {
      await shared[Symbol.asyncDispose]();
    });
    return shared;
  });
  return () => {
    // Vitest ends what a test or a hook has asked for.
    worker.beforeAll(({ shared: asked }) => asked);
    return shared;
  };
}
