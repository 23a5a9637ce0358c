// Formats the code, or with --check lists unformatted files. Documents, pages and data are formatted by hand.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("bin/oxfmt", import.meta.resolve("oxfmt/package.json")));
const formatted = ["src", "test", "tools", ".ci", "vite.config.ts", "!**/*.{html,json,md,svg,yml}"];
const { status } = spawnSync(
  process.execPath,
  [program, "--config", "tools/check/format.json", ...process.argv.slice(2), ...formatted],
  { stdio: "inherit" },
);
process.exit(status ?? 1);
