import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/{core,protocol,dialog,inpage,extension,server,webapp,demo}/**/*.test.{ts,tsx}"], environment: "node" } },
      { test: { name: "interop", include: ["test/interop/**/*.test.ts"], environment: "node", testTimeout: 30_000 } },
      { test: { name: "e2e", include: ["test/e2e/**/*.test.ts"], environment: "node", testTimeout: 60_000, fileParallelism: false } },
    ],
  },
});
