import { cpSync, promises } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { StatementSync } from "node:sqlite";

/**
 * Loaded with `node --import`, this copies the contents of the folder KOSHIN_TEST_DATA before each change to a file of the
 * authorities and each commit of a transaction, into folders 1, 2, 3 … of KOSHIN_TEST_SNAPSHOTS: what would be left if the
 * process were killed there. At the step KOSHIN_TEST_DIE_BEFORE it is killed.
 */
const { KOSHIN_TEST_DATA: data = "", KOSHIN_TEST_SNAPSHOTS: snapshots = "", KOSHIN_TEST_DIE_BEFORE: last } = process.env;
let steps = 0;

function watched(original: unknown, counts: (self: unknown, first: unknown) => boolean): unknown {
  if (typeof original !== "function") throw new TypeError("No such function.");
  return function (this: unknown, ...args: unknown[]): unknown {
    if (counts(this, args[0])) {
      steps += 1;
      cpSync(data, join(snapshots, String(steps)), { recursive: true });
      if (String(steps) === last) process.kill(process.pid, "SIGKILL");
    }
    return Reflect.apply(original, this, args);
  };
}

for (const name of ["mkdir", "open", "rename", "rm", "rmdir"]) {
  Reflect.set(
    promises,
    name,
    watched(Reflect.get(promises, name), (_, path) => String(path).includes("authority")),
  );
}
syncBuiltinESMExports();
// Statements are prepared once and run many times.
const commits = (self: unknown): boolean => self instanceof StatementSync && /^\s*commit/i.test(self.sourceSQL);
Reflect.set(StatementSync.prototype, "run", watched(Reflect.get(StatementSync.prototype, "run"), commits));
