import { execFile } from "node:child_process";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as v from "valibot";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { sealingKey, sealKey } from "../../../src/server/issuance/secrets/kept-secrets.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { insertKeptKey } from "../../../src/server/store/certificates/kept-keys.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import type { Figure } from "../figure.ts";
import { withDataFolder } from "./loaded-service.ts";

const run = promisify(execFile);
const handOutAll = fileURLToPath(new URL("hand-out-all.ts", import.meta.url));
const tenant = "u00000014";
const Taken = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ total: v.number(), octets: v.number(), seconds: v.number(), memory: v.number() }),
);
const megabyte = 1024 * 1024;

/** The memory of the process that writes one zip file for many certificates in SQLite, compared with one for a tenth of them. */
export async function bulkZip(quick: boolean): Promise<Figure[]> {
  const many = quick ? 1000 : 10_000;
  const [before, taken] = [await zipOf(many / 10), await zipOf(many)];
  return [
    { name: `zip file of ${many}, memory at its most`, value: taken.memory / megabyte, unit: "MB", budget: 512 },
    { name: `zip file of ${many}, memory compared with ${many / 10}`, value: taken.memory / before.memory, unit: "×", budget: 2 },
    { name: `zip file of ${many}, its size`, value: taken.octets / megabyte, unit: "MB" },
    { name: `zip file of ${many}, certificates by the clock`, value: taken.total / taken.seconds, unit: "/s" },
  ];
}

async function zipOf(count: number): Promise<v.InferOutput<typeof Taken>> {
  return await withDataFolder(async (data) => {
    await fill(data, count);
    const { stdout } = await run(process.execPath, [handOutAll, data, tenant]);
    const taken = v.parse(Taken, stdout);
    if (taken.total !== count) throw new Error(`There are ${taken.total} certificates instead of ${count}.`);
    return taken;
  });
}

/** Issues a certificate whose key the service keeps, and repeats it and its key with other serial numbers. */
async function fill(data: string, count: number): Promise<void> {
  {
    await using service = await openService(data);
    await issueCertificate(service, {
      ...{ tenant, cn: "client1", keyKind: "RSA-2048", createTenant: "weborca", ...byOperator(new Date()) },
      alongside: async (transaction, certificate, privateKey) => {
        const { kept } = sealKey(await sealingKey(service.vault, transaction), certificate, privateKey);
        await insertKeptKey(transaction, kept);
      },
    });
  }
  using database = new DatabaseSync(dataFolder(data).database);
  const certificates = database.prepare(`
    with recursive numbers(n) as (select 2 union all select n + 1 from numbers where n < ?)
    insert into certificates (issuer, serial, tenant, cn, spki_sha256, not_before, not_after, der, issued_at)
    select issuer, hex(randomblob(16)), tenant, 'client' || n, hex(randomblob(32)), not_before, not_after, der, issued_at
    from numbers, (select * from certificates where tenant = ? limit 1)`);
  certificates.run(count, tenant);
  const keys = database.prepare(`
    insert into kept_keys (certificate, bound_to, token_hash, master_key, sealed_key, sealed_access)
    select number, bound_to, hex(randomblob(32)), master_key, sealed_key, sealed_access
    from certificates, (select * from kept_keys limit 1)
    where tenant = ? and number not in (select certificate from kept_keys)`);
  keys.run(tenant);
}
