import { readdir, readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";

/** The period without work after which a process counts as idle, in milliseconds: longer than the service's own waits. */
const idleFor = 2000;
/** The maximum CPU usage of an idle process. */
const idleShare = 0.05;

/** The CPU time of processes together so far, of all threads, in seconds (Linux, `schedstat`). */
export async function cpuTime(...pids: readonly number[]): Promise<number> {
  const times = await Promise.all(pids.map(cpuTimeOf));
  return times.reduce((sum, time) => sum + time, 0);
}

async function cpuTimeOf(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`);
  const times = await Promise.all(
    threads.map(async (thread) => {
      const text = await readFile(`/proc/${pid}/task/${thread}/schedstat`, "utf8").catch(() => "0");
      return Number(text.split(" ")[0]);
    }),
  );
  return times.reduce((sum, time) => sum + time, 0) / 1e9;
}

/** Waits until a process is idle. */
export async function idle(pid: number): Promise<void> {
  for (let before = await cpuTime(pid); ;) {
    await setTimeout(idleFor);
    const after = await cpuTime(pid);
    if (after - before < (idleShare * idleFor) / 1000) return;
    before = after;
  }
}

/** The resident memory of a process, in bytes. */
export async function residentMemory(pid: number): Promise<number> {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) * 1024;
}
