// Usage: node test/server/store/keep-release.ts > test/server/store/releases/MIGRATION.json
// Writes the data of a service with the present schema, before the first migration that follows a released one.
import { DatabaseSync } from "node:sqlite";
import { Secret, TOTP } from "otpauth";
import * as v from "valibot";
import { paths } from "../../../src/protocol/paths.ts";
import { createAccount } from "../../../src/server/accounts/accounts.ts";
import { auditAccount } from "../../../src/server/accounts/audit-account.ts";
import { inviteAccount } from "../../../src/server/accounts/manage-accounts.ts";
import { beginSecondFactor, completeSecondFactor } from "../../../src/server/accounts/second-factor/authenticator-app.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { createRecoveryCode } from "../../../src/server/issuance/recovery/recovery-codes.ts";
import { orderRenewal } from "../../../src/server/issuance/renewal/renewal-order.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { notifyAt } from "../../../src/server/notices/addresses.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { askStatus, enrol, issuedIn, makeRequest, renewed, report } from "../../support/enrolment.ts";
import { readFolder } from "../../support/folder-files.ts";
import { startService, type Holder } from "../../support/throwaway-service.ts";
import { send, type Connection, type Identity } from "../../support/tls-client.ts";

const tenant = "u00000014";
const began = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000);
const at = byOperator(began);
const Offer = v.pipe(v.string(), v.parseJson(), v.object({ uri: v.string(), pass: v.string() }));

await using world = await startService({ began, begin: initialise });
const { service, data, database, port, root } = world;

function to(identity: Identity, host = "app.localhost"): Connection {
  return { port, root, identity, host };
}

function fields({ cn, tenant: o, serial, cert, key }: Pick<Holder, "cn" | "tenant" | "serial" | "cert" | "key">): object {
  return { cn, tenant: o, serial, cert, key };
}

await createTenant(service, { name: "u00000015", product: "orcamo", ...at });
await notifyAt(service, { tenant, channel: "mail", address: "clinic@clinic.example" }, at);
await createAccount(service.store, { name: "ormaster", tenant, password: "only for tests", ...at });

const administrator = { name: "administrator", tenant } as const;
await createAccount(service.store, { ...administrator, password: "only for tests", role: "administrator", ...at });
await transact(service.store, async (transaction) => {
  const { secret } = await beginSecondFactor(service.vault, transaction, administrator, began);
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: began.getTime() });
  await completeSecondFactor(service.vault, transaction, administrator, code, began);
  await auditAccount(transaction, administrator, "account-second-factor-set", at);
});
await inviteAccount(service.store, { name: "invited", tenant, personName: "", role: "viewer", mail: null }, at);

const used = await world.issue("client1", 50);
const usedReplacement = await renewed(to(used), { cn: used.cn, o: tenant });
for (const stage of ["fetched", "password-shown"] as const) await report(to(used), { serial: usedReplacement.serial, stage });
await askStatus(to(usedReplacement, "x1.verify.localhost"));

const pending = await world.issue("client2", 50);
const request = await makeRequest({ cn: pending.cn, o: tenant });
issuedIn(await enrol(to(pending), request.body));

const kept = await world.issue("client3", 50);
const offer = v.parse(Offer, (await send(to(kept), { method: "POST", path: paths.certificate })).body);

const superseded = await world.issue("client4", 50);
for (let time = 0; time < 2; time += 1) await renewed(to(superseded), { cn: superseded.cn, o: tenant });

const revoked = await world.issue("client5", 50);
await revokeCertificate(service, revoked, "key-compromise", at);

const ordered = await world.issue("db6", 699, { tenant: "u00000015" });
await orderRenewal(service, { scope: { serial: ordered.serial }, reason: "key file left on a share", until: undefined, ...at });

const lost = await world.issue("client7", -3);
const { code } = await createRecoveryCode(service, { tenant, cn: lost.cn, ...at });
await send(to(used), { path: paths.crl });

const holders = {
  used: fields(used),
  usedReplacement: fields({ ...usedReplacement, cn: used.cn, tenant }),
  pending: { ...fields(pending), request: request.body },
  kept: { ...fields(kept), offer },
  superseded: fields(superseded),
  revoked: fields(revoked),
  ordered: fields(ordered),
  lost: { ...fields(lost), code },
};
using file = new DatabaseSync(database, { readOnly: true });
const names = file.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite%' order by name").all();
const tables = names.map(({ name }) => String(name));
const migrations = file.prepare("select name from kysely_migration order by name").all();
const rows = Object.fromEntries(
  tables.filter((name) => !name.startsWith("kysely")).map((name) => [name, file.prepare(`select * from ${name}`).all()]),
);
const written = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? { base64: Buffer.from(value).toString("base64") } : value;
const release = {
  migration: migrations.at(-1)?.["name"],
  at: began.toISOString(),
  holders,
  files: Object.fromEntries(
    (await readFolder(data))
      .filter(({ path }) => !path.startsWith("koshin.sqlite"))
      .map(({ path, content }) => [path, Buffer.from(content).toString("base64")]),
  ),
  rows,
};
process.stdout.write(`${JSON.stringify(release, written, 1)}\n`);
