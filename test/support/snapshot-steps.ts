import { cpSync, promises } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * Loaded with `node --import`, this keeps what the folder KOSHIN_TEST_DATA holds before each change to a file of the
 * authorities and each commit of a transaction, in folders 1, 2, 3 … of KOSHIN_TEST_SNAPSHOTS: what would be left if the
 * process were killed there. At the step KOSHIN_TEST_DIE_BEFORE it is.
 */
const { KOSHIN_TEST_DATA: data = "", KOSHIN_TEST_SNAPSHOTS: snapshots = "", KOSHIN_TEST_DIE_BEFORE: last } = process.env;
let steps = 0;

function watched(original: unknown, counts: RegExp): unknown {
  if (typeof original !== "function") throw new TypeError("There is no such function to watch.");
  return function (this: unknown, ...args: unknown[]): unknown {
    if (counts.test(String(args[0]))) {
      steps += 1;
      cpSync(data, join(snapshots, String(steps)), { recursive: true });
      if (String(steps) === last) process.kill(process.pid, "SIGKILL");
    }
    return Reflect.apply(original, this, args);
  };
}

for (const name of ["mkdir", "open", "rename", "rm", "rmdir"]) {
  Reflect.set(promises, name, watched(Reflect.get(promises, name), /authority/));
}
syncBuiltinESMExports();
for (const name of ["exec", "prepare"]) {
  Reflect.set(DatabaseSync.prototype, name, watched(Reflect.get(DatabaseSync.prototype, name), /^\s*commit/i));
}
