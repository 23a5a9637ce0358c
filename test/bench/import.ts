import { execFile } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as v from "valibot";
import type { Figure, Measurement } from "./figure.ts";
import { withDataFolder } from "./load/loaded-service.ts";
import { makeOtherCertificates, type OtherOrder } from "./load/other-certificates.ts";

const run = promisify(execFile);
const koshin = fileURLToPath(new URL("../../src/koshin.ts", import.meta.url));
const importAll = fileURLToPath(new URL("load/import-all.ts", import.meta.url));
/** `seconds` of all threads' time, `ownSeconds` of the main one's, which others keep waiting on a busy machine alone. */
const Taken = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ taken: v.number(), seconds: v.number(), ownSeconds: v.number(), elapsed: v.number(), memory: v.number() }),
);
const megabyte = 1024 * 1024;

/** The rate of an import into SQLite, its memory with a million certificates, and what ten times as many tenants cost. */
export const importing: Measurement = {
  name: "import",
  async measure({ quick }): Promise<readonly Figure[]> {
    const rsa = await importOf({ kind: "RSA-2048", count: quick ? 5000 : 100_000, tenants: 1000 });
    const many = await importOf({ kind: "P-256", count: quick ? 20_000 : 1_000_000, tenants: 1000 });
    const few = quick ? 2000 : 20_000;
    const [fewer, more] = [await importOf(ofItsOwn(few)), await importOf(ofItsOwn(10 * few))];
    return [
      ...figuresOf("RSA-2048", rsa),
      ...figuresOf("P-256", many),
      { name: "certificates in that import", value: many.taken, unit: "certificates" },
      { name: "memory of that import at its most", value: many.memory / megabyte, unit: "MB", budget: 512 },
      { name: "import, each of a tenant of its own, by the clock", value: more.taken / more.elapsed, unit: "/s" },
      {
        name: "main thread's time for each with ten times as many tenants",
        value: timeOfEach(more) / timeOfEach(fewer),
        unit: "×",
        budget: 1.5,
      },
      { name: "memory of the import with many tenants at its most", value: more.memory / megabyte, unit: "MB", budget: 512 },
    ];
  },
};

/** Each certificate belongs to a tenant that no other one has. */
function ofItsOwn(count: number): OtherOrder {
  return { kind: "P-256", count, tenants: count };
}

function timeOfEach({ taken, ownSeconds }: v.InferOutput<typeof Taken>): number {
  return ownSeconds / taken;
}

function figuresOf(kind: string, { taken, seconds, ownSeconds, elapsed }: v.InferOutput<typeof Taken>): Figure[] {
  return [
    { name: `import, signed with ${kind}, by the clock`, value: taken / elapsed, unit: "/s", goal: 5000 },
    { name: `import, signed with ${kind}, per second of the main thread`, value: taken / ownSeconds, unit: "/s" },
    { name: `import, signed with ${kind}, per second of all threads`, value: taken / seconds, unit: "/s" },
  ];
}

async function importOf(order: OtherOrder): Promise<v.InferOutput<typeof Taken>> {
  return await withDataFolder(async (data) => {
    const { authority, certificates } = await makeOtherCertificates(dirname(data), order);
    await run(process.execPath, [koshin, "authority", "adopt", "--data", data, authority]);
    return v.parse(Taken, (await run(process.execPath, [importAll, data, certificates])).stdout);
  });
}
