import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { dayInMilliseconds } from "../core/days.ts";
import { generatePassword } from "../core/password.ts";
import type { Pkcs12Profile } from "../core/profile.ts";
import { yearsAfter } from "../core/years.ts";
import { createAccount } from "../server/accounts/accounts.ts";
import { byOperator } from "../server/commands/line/by-operator.ts";
import { issueFile } from "../server/issuance/lifecycle/issue.ts";
import { revokeCertificate } from "../server/issuance/lifecycle/revoke.ts";
import type { Service } from "../server/issuance/service.ts";
import { createTenant } from "../server/issuance/tenants.ts";
import { initialise, type Beginning } from "../server/service/initialise.ts";
import { openService } from "../server/service/open-service.ts";
import { demonstrationSettings } from "../server/settings/settings.ts";
import type { Language } from "../ui/language.ts";
import { makeAdministrator, makeSystemOperator } from "./administrator.ts";
import { furnishOffice } from "./office.ts";
import { type World, type WorldCertificate, writeWorld } from "./world-file.ts";

const tenant = "u00000014";
const otherTenant = "u00000015";

/** Certificates in every state, by their days left. */
const orders: readonly { tenant: string; cn: string; daysLeft: number; revoked?: boolean }[] = [
  { tenant, cn: "client28", daysLeft: 71 },
  { tenant, cn: "client169", daysLeft: 730 },
  { tenant, cn: "client21", daysLeft: -30 },
  { tenant, cn: "api170", daysLeft: 40 },
  { tenant, cn: "db17", daysLeft: 60 },
  { tenant, cn: "client30", daysLeft: 200, revoked: true },
  { tenant: otherTenant, cn: "client5", daysLeft: 300 },
];

interface WorldFacts {
  readonly daysLeft?: number | undefined;
  readonly language?: Language | undefined;
}

/** The folder of the web app's built pages. */
export const webappAssets = join(import.meta.dirname, "..", "..", "dist", "webapp");

/** The folder of the built in-page module. */
const inpageAssets = join(import.meta.dirname, "..", "..", "dist", "inpage");

/** The folder of the built recovery page. */
const recoveryAssets = join(import.meta.dirname, "..", "..", "dist", "recovery");

/** The folder of the built administrators' site. */
const consoleAssets = join(import.meta.dirname, "..", "..", "dist", "console");

/**
 * Creates a demonstration world: the service's data with two tenants, the accounts of the web app's user, of an administrator
 * and of a system operator, client certificates in every state as .p12 files with their passwords in `certificates/`, and what
 * an administrator has to do with.
 *
 * @param folder an empty folder, or one that does not exist
 * @param now the moment from which the days left are counted
 * @param options as for `initialise`; on failure, nothing is left behind
 * @param options.daysLeft of client28, 71 by default
 * @param options.language of what is noted and announced, Japanese by default
 * @throws OperatorError `data-folder-in-use`
 */
export async function makeWorld(
  folder: string,
  now: Date,
  { database, interruption, ...facts }: Pick<Beginning, "database" | "interruption"> & WorldFacts = {},
): Promise<World> {
  const data = resolve(folder);
  const settings = {
    ...demonstrationSettings,
    webapp: { assets: webappAssets },
    inpage: { assets: inpageAssets },
    console: { assets: consoleAssets },
    recovery: { ...demonstrationSettings.recovery, assets: recoveryAssets },
  };
  const user = "ormaster";
  // Three groups, 60 bits: short enough to type, and five failed attempts lock the account.
  const password = generatePassword(3);
  let world: World = { complete: false, user, password, tenant, otherTenant, certificates: [] };
  await initialise(data, { now, settings, database, interruption }, async () => {
    await writeWorld(data, world);
    world = { ...world, complete: true, ...(await fill(data, world, { now, interruption, ...facts })) };
    await writeWorld(data, world);
  });
  return world;
}

/** Makes the tenants, the accounts and the certificates. */
async function fill(
  data: string,
  world: World,
  { now, interruption, daysLeft, language = "ja" }: Pick<Beginning, "now" | "interruption"> & WorldFacts,
): Promise<Pick<World, "administrator" | "systemOperator" | "certificates">> {
  await using service = await openService(data);
  for (const name of [tenant, otherTenant]) await createTenant(service, { name, product: "weborca", ...byOperator(now) });
  await createAccount(service.store, { name: world.user, tenant, password: world.password, ...byOperator(now) });
  const administrator = await makeAdministrator(service, tenant, now);
  const folder = join(data, "certificates");
  await mkdir(folder, { mode: 0o700 });
  const certificates: WorldCertificate[] = [];
  for (const order of orders) {
    interruption?.throwIfAborted();
    const days = order.cn === "client28" ? (daysLeft ?? order.daysLeft) : order.daysLeft;
    // Half a day more, so that the number of whole days is right for the rest of the day.
    const notAfter = new Date(now.getTime() + (days + 0.5) * dayInMilliseconds);
    const validity = { now: yearsAfter(notAfter, -service.settings.validityYears), notAfter };
    const certificate = await issueInto(folder, service, { tenant: order.tenant, cn: order.cn, ...validity });
    if (order.revoked === true) await revokeCertificate(service, certificate, "key-compromise", byOperator(now));
    certificates.push(certificate);
  }
  await furnishOffice(service, { tenant, user: administrator.user, certificates, language, now });
  const systemOperator = await makeSystemOperator(service, { cn: "client28", o: tenant }, now);
  return { administrator, systemOperator, certificates };
}

async function issueInto(
  folder: string,
  service: Service,
  order: { readonly tenant: string; readonly cn: string; readonly now: Date; readonly notAfter: Date },
): Promise<WorldCertificate> {
  const password = generatePassword();
  const file = { password, profile: profileOfThisMachine() };
  const issued = await issueFile(service, { ...order, ...byOperator(order.now) }, file);
  const p12 = join(folder, issued.fileName);
  const passwordFile = p12.replace(/\.p12$/, ".txt");
  await writeFile(p12, issued.file, { mode: 0o600 });
  await writeFile(passwordFile, password + "\n", { mode: 0o600 });
  const notAfter = issued.notAfter.toISOString();
  return { cn: order.cn, tenant: order.tenant, serial: issued.serial, notAfter, p12, passwordFile };
}

function profileOfThisMachine(): Pkcs12Profile {
  return process.platform === "darwin" ? "compatible" : "modern";
}
