import * as v from "valibot";
import { SettingName } from "./kinds.ts";

const HostName = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/, "a host name in lower case"));

const Origin = v.pipe(
  v.string(),
  v.check(
    (text) => URL.canParse(text) && new URL(text).origin === text && text.startsWith("https://"),
    "an origin such as https://app.example.jp",
  ),
);

const Site = v.strictObject({
  host: HostName,
  /** The product whose rules apply to renewals on this host. */
  product: SettingName,
  /** The origin under which clients reach it; by default the host with the listener's port. */
  origin: v.optional(Origin),
});

/** The origin of an app, where the service connects to. */
const Upstream = v.pipe(
  v.string(),
  v.check(
    (text) => URL.canParse(text) && new URL(text).origin === text && /^https?:/.test(text),
    "the origin of the app, such as http://127.0.0.1:3000",
  ),
);

const PagePath = v.pipe(v.string(), v.regex(/^\/[^\s?#*]*\*?$/, "a path such as /menu, or /app/*"));

const AppSite = v.strictObject({
  ...Site.entries,
  /** The app behind this host: it gets what the certificate API does not answer. */
  upstream: v.optional(Upstream),
  /** The paths of its pages that get the in-page module; one that ends with `*` stands for all that begin so. */
  inject: v.optional(v.array(PagePath)),
  /** Whether `POST /api/cert` and `serverkeygen`, which hand out private keys, are served beside the app; by default they are not. */
  serviceKeys: v.optional(v.boolean()),
});

/** A host with the certificate API. */
export type Site = v.InferOutput<typeof AppSite>;

const expected = (members: string): string => `a host name in lower case, or a list of { ${members} } with at least one`;

const Sites = v.union([HostName, v.pipe(v.array(Site), v.minLength(1))], expected("host, product, origin"));

const AppSites = v.union(
  [HostName, v.pipe(v.array(AppSite), v.minLength(1))],
  expected("host, product, origin, upstream, inject, serviceKeys"),
);

/** The names of the service's hosts. */
export const Hosts = v.strictObject({
  /**
   * The web app, and the certificate API on the same origin: a host name, with the product weborca; or a list of hosts,
   * each `{ "host": …, "product": …, "origin": …, "upstream": …, "inject": …, "serviceKeys": … }`, of which the
   * first two are needed: app.md explains the last three.
   */
  app: AppSites,
  /** The certificate API for programs: a host name, with the product orcamo; or a list of hosts with their products. */
  auth: Sites,
  /** The proof host; all names directly below it serve the proof, too. */
  verify: HostName,
  /** Renewal after expiry, with a recovery code; on a separate listener. */
  recover: HostName,
  /** The administrators' site, on the listener that asks for client certificates; without it there is none. */
  console: v.optional(HostName),
  /**
   * The system operators' site, above the tenants, on the same listener; without it there is none. Its host is different from all
   * others.
   */
  operator: v.optional(HostName),
});
export type Hosts = v.InferOutput<typeof Hosts>;

/** The app hosts or the auth hosts, at least one. */
export function sitesOf(hosts: Hosts, role: "app" | "auth"): readonly [Site, ...Site[]] {
  const configured = hosts[role];
  const product = role === "app" ? "weborca" : "orcamo";
  if (typeof configured === "string") return [{ host: configured, product }];
  const [first, ...others] = configured;
  if (first === undefined) throw new Error("A list of hosts is never empty.");
  return [first, ...others];
}

/** The origin of a host on a port. */
export function originOn(name: string, port: number): string {
  return new URL(`https://${name}:${port}`).origin;
}
