import { beginsWithExistingDay } from "../../core/existing-day.ts";
import { listensOf, type Front } from "./front.ts";
import { sitesOf, type Hosts } from "./hosts.ts";
import { otherKind, type Kind } from "./kinds.ts";
import type { Products } from "./products.ts";
import type { Registrar } from "./registrars.ts";

/** A setting that conflicts with others. */
export interface Disagreement {
  readonly path: readonly (string | number)[];
  readonly input: unknown;
  /** What it must be. */
  readonly message: string;
}

/** The settings that conflict with others: names of kinds, products and hosts, validities, and adoption. */
export function disagreements(settings: {
  readonly kinds: readonly Kind[];
  readonly products: Products;
  readonly hosts: Hosts;
  readonly validityYears: number;
  readonly unknown: string;
  readonly adoptUntil?: string | undefined;
  readonly registrars: readonly Registrar[];
  readonly front?: Front | undefined;
  readonly inpage?: { readonly assets: string } | undefined;
  readonly identityProviders: readonly { readonly id: string; readonly issuer: string }[];
}): Disagreement[] {
  const { kinds, products, hosts, validityYears, unknown, adoptUntil, registrars, front, inpage, identityProviders } = settings;
  const kindNames = [...kinds.map(({ name }) => name), otherKind];
  const found: Disagreement[] = [];
  for (const [index, { name, validityDays = 1 }] of kinds.entries()) {
    const path = ["kinds", index] as const;
    if (kindNames.indexOf(name) !== index || name === otherKind)
      found.push({ path: [...path, "name"], input: name, message: "different from the names of other kinds" });
    const most = validityYears * 365;
    if (validityDays <= most) continue;
    const message = `${most} or less, as validityYears allows`;
    found.push({ path: [...path, "validityDays"], input: validityDays, message });
  }
  for (const [index, provider] of identityProviders.entries()) {
    for (const key of ["id", "issuer"] as const) {
      if (identityProviders.findIndex((each) => each[key] === provider[key]) === index) continue;
      const message = `different from the ${key}s of other providers`;
      found.push({ path: ["identityProviders", index, key], input: provider[key], message });
    }
  }
  for (const [product, rules] of Object.entries(products)) {
    for (const [index, kind] of (rules?.renewableTypes ?? []).entries()) {
      if (kindNames.includes(kind)) continue;
      const message = `the name of a kind: ${kindNames.join(", ")}`;
      found.push({ path: ["products", product, "renewableTypes", index], input: kind, message });
    }
  }
  for (const [index, { createTenants }] of registrars.entries()) {
    if (createTenants === undefined || Object.keys(products).includes(createTenants)) continue;
    const message = `the name of a product: ${Object.keys(products).join(", ")}`;
    found.push({ path: ["registrars", index, "createTenants"], input: createTenants, message });
  }
  for (const role of ["app", "auth"] as const) {
    for (const [index, { product }] of sitesOf(hosts, role).entries()) {
      if (Object.keys(products).includes(product)) continue;
      const isListed = typeof hosts[role] !== "string";
      const message = `the name of a product: ${Object.keys(products).join(", ")}`;
      const instead = `a list of hosts with their products, because there is no product ${product}`;
      found.push(
        isListed
          ? { path: ["hosts", role, index, "product"], input: product, message }
          : { path: ["hosts", role], input: hosts[role], message: instead },
      );
    }
  }
  for (const [index, { upstream, inject = [] }] of sitesOf(hosts, "app").entries()) {
    if (inject.length === 0 || (upstream !== undefined && inpage !== undefined)) continue;
    const message = "left out, or together with upstream of the same host and with inpage.assets";
    found.push({ path: ["hosts", "app", index, "inject"], input: inject, message });
  }
  if (front !== undefined) found.push(...frontDisagreements(front, hosts));
  const lasting = unknown === "adopt" && adoptUntil === undefined;
  const until = adoptUntil ?? "2026-01-01";
  if (lasting || !beginsWithExistingDay(until) || Number.isNaN(Date.parse(until))) {
    const message = lasting ? "set, because unknown certificates are adopted only for a limited time" : "an existing date";
    found.push({ path: ["adoptUntil"], input: adoptUntil ?? "", message });
  }
  // Single names may be equal, as they always could be: such a host is the app's.
  const listed = (["app", "auth"] as const).filter((role) => typeof hosts[role] !== "string");
  const names = [...(["app", "auth"] as const).flatMap((role) => sitesOf(hosts, role).map(({ host }) => host)), hosts.verify];
  for (const { host } of listed.flatMap((role) => sitesOf(hosts, role))) {
    if (names.indexOf(host) === names.lastIndexOf(host)) continue;
    found.push({ path: ["hosts"], input: host, message: "different for each host" });
  }
  const others = [...names, hosts.recover, ...(hosts.console === undefined ? [] : [hosts.console])];
  if (hosts.operator !== undefined && (others.includes(hosts.operator) || hosts.operator.endsWith(`.${hosts.verify}`)))
    found.push({ path: ["hosts", "operator"], input: hosts.operator, message: "different from every other host" });
  return found;
}

/** A listener for one host names one of the service's, and a front that cannot pass the name of the handshake needs such listeners. */
function frontDisagreements(front: Front, hosts: Hosts): Disagreement[] {
  const served = [
    ...(["app", "auth"] as const).flatMap((role) => sitesOf(hosts, role).map(({ host }) => host)),
    hosts.verify,
    hosts.recover,
    ...(hosts.console === undefined ? [] : [hosts.console]),
    ...(hosts.operator === undefined ? [] : [hosts.operator]),
  ];
  return listensOf(front).flatMap(({ serverName }, index): Disagreement[] => {
    const path = Array.isArray(front.listen) ? ["front", "listen", index, "serverName"] : ["front", "listen", "serverName"];
    if (serverName === undefined && front.form === "alb")
      return [
        {
          path,
          input: serverName,
          message: "the host that the load balancer passes on here, because it cannot pass the name of the handshake",
        },
      ];
    if (serverName === undefined || served.includes(serverName)) return [];
    return [{ path, input: serverName, message: `one of the hosts ${served.join(", ")}` }];
  });
}
