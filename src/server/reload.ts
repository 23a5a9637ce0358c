import type { Authority } from "./authority/authority.ts";
import { issuerId } from "./authority/issuer-id.ts";
import type { Replaced } from "./control/reload-outcome.ts";
import type { Service } from "./issuance/service.ts";
import { serverTls, type ServerTls } from "./listener/tls-options.ts";
import { requireKnownProducts } from "./service/known-products.ts";
import { readAuthority, readSettingsOf } from "./service/open-service.ts";
import { takeUpInFlight, type SettingsInFlight } from "./settings/settings-in-flight.ts";

/** What a running service reads from its data folder, all of it validated. */
export interface Reloaded extends SettingsInFlight {
  readonly authority: Authority;
  readonly tls: ServerTls;
}

/**
 * Reads the settings, the authority and the server certificate of a running service anew. Changes nothing in the
 * service; the server certificate is replaced if it is the service's own and has a fault.
 *
 * @throws OperatorError as `serve`, if any of them is invalid
 */
export async function reloadAll(data: string, service: Service, now: Date): Promise<Reloaded> {
  const read = takeUpInFlight(service.settings, await readSettingsOf(data));
  await requireKnownProducts(service.store, read.settings);
  return await withAuthority(data, service, read, now);
}

/**
 * The same without the settings, because only the operator decides when changes apply.
 *
 * @throws OperatorError as `reloadAll`
 */
export async function reloadAuthority(data: string, service: Service, now: Date): Promise<Reloaded> {
  return await withAuthority(data, service, { settings: service.settings, changed: [], waiting: [] }, now);
}

async function withAuthority(data: string, service: Service, read: SettingsInFlight, now: Date): Promise<Reloaded> {
  const authority = await readAuthority(data);
  return { ...read, authority, tls: await serverTls(data, { ...service, authority, settings: read.settings }, now) };
}

/** What a reload has replaced, apart from settings. */
export function replacedBy(
  before: Pick<Reloaded, "authority" | "tls">,
  { authority, tls }: Pick<Reloaded, "authority" | "tls">,
): readonly Replaced[] {
  const replaced: Replaced[] = [];
  if (issuerId(authority) !== issuerId(before.authority)) replaced.push("issuing-authority");
  // PEM.
  if (String(tls.options.ca) !== String(before.tls.options.ca)) replaced.push("accepted-authorities");
  if (String(tls.options.cert) !== String(before.tls.options.cert)) replaced.push("server-certificate");
  return replaced;
}
