/** Hands out the files of all certificates of a tenant, and prints what that took: node hand-out-all.ts DATA TENANT */
import { readFile } from "node:fs/promises";
import { firstQuery } from "../../../src/client/console/certificate-parameters.ts";
import { listOwn } from "../../../src/server/issuance/administration/list-certificates.ts";
import { handOutArchives } from "../../../src/server/issuance/hand-out/hand-out-archives.ts";
import { openService } from "../../../src/server/service/open-service.ts";

const [, , data = "", tenant = ""] = process.argv;
await using service = await openService(data);
const now = new Date();
const { mark, total } = await listOwn(service, tenant, firstQuery, now);
const by = { tenant, user: "sato", actor: `account:sato@${tenant}`, requireStill: async () => await Promise.resolve() };
const begun = performance.now();
const selection = { by: "search", search: { search: "", ended: "hidden" }, mark } as const;
const options = { profile: "compatible", language: "ja", clock: () => now } as const;
let octets = 0;
for await (const piece of await handOutArchives(service, selection, { by, ...options })) octets += piece.length;
const seconds = (performance.now() - begun) / 1000;
// Not the maximum of `resourceUsage`: on Linux, a process begins with that of the one that started it.
const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile("/proc/self/status", "utf8")) ?? [];
console.log(JSON.stringify({ total, octets, seconds, memory: Number(kilobytes) * 1024 }));
