/** Imports a file into the service of a data folder, and prints what that took: node import-all.ts DATA FILE */
import { readFile } from "node:fs/promises";
import { importFiles } from "../../../src/server/import/import-files.ts";
import { openService } from "../../../src/server/service/open-service.ts";

const [, , data = "", path = ""] = process.argv;
await using service = await openService(data);
const before = process.cpuUsage();
const ownBefore = process.threadCpuUsage();
const begun = performance.now();
const { taken } = await importFiles(service, {
  ...{ actor: "operator", now: new Date(), paths: [path], dryRun: false, passwords: [], product: "weborca" },
  interruption: new AbortController().signal,
  refused: ({ line }, code) => Promise.reject(new Error(`Line ${String(line)} was refused: ${code}`)),
  progress: () => undefined,
});
const { user, system } = process.cpuUsage(before);
const own = process.threadCpuUsage(ownBefore);
const elapsed = (performance.now() - begun) / 1000;
const [seconds, ownSeconds] = [(user + system) / 1e6, (own.user + own.system) / 1e6];
// Not the maximum of `resourceUsage`: on Linux, a process begins with that of the one that started it.
const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile("/proc/self/status", "utf8")) ?? [];
console.log(JSON.stringify({ taken, seconds, ownSeconds, elapsed, memory: Number(kilobytes) * 1024 }));
