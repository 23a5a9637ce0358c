import { readFile } from "node:fs/promises";

/** The kernel counts in hundredths of a second. */
const ticksPerSecond = 100;

/** How long a process has kept a core busy so far, all its threads together, in seconds (proc(5), `stat`). */
export async function cpuTime(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  // The program's name comes second, in brackets, and may hold anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** How much memory a process holds, in bytes. */
export async function residentMemory(pid: number): Promise<number> {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) * 1024;
}
