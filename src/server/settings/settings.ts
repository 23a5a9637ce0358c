import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { dirname } from "node:path";
import * as v from "valibot";
import { missingSettings } from "../system/data-folder.ts";
import { OperatorError } from "../system/operator-error.ts";
import { unreadable } from "../system/read-data-file.ts";
import { withVariables } from "../system/read-variables.ts";
import { hasSystemCode } from "../system/system-code.ts";
import { CertificateProfile, defaultCertificateProfile } from "./certificate-profile.ts";
import { disagreements } from "./disagreements.ts";
import { Front, ProxyProtocol } from "./front.ts";
import { defaultHolders, Holders } from "./holders.ts";
import { Hosts } from "./hosts.ts";
import { IdentityProviders } from "./identity-providers.ts";
import { defaultKinds, Kinds } from "./kinds.ts";
import { Ocsp } from "./ocsp.ts";
import { defaultLimits, defaultOperations, Limits, LogLevel, Notices, Operations } from "./operation-settings.ts";
import { defaultProducts, Products } from "./products.ts";
import { Registrars } from "./registrars.ts";
import { mistakeIn } from "./settings-mistake.ts";
import { defaultSubjects, Subjects } from "./subjects.ts";
import { defaultTenantRuleBounds, TenantRuleBounds } from "./tenant-rules.ts";

/** As allowed in a certificate: a zone is meaningful on one machine only (RFC 4007, section 6). */
const IpAddress = v.pipe(
  v.string(),
  v.check((text) => isIP(text) !== 0 && !text.includes("%"), "an IP address without a zone"),
);
const Listen = v.strictObject({
  host: v.string(),
  port: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)),
  /** The port at which clients reach it, if a proxy or the network passes another one on; for the addresses in the service's answers. */
  publicPort: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))),
});
/** The settings file `koshin.json`, each setting by itself. */
const Entries = v.strictObject({
  /** The service's address and port; port 0 takes any free one. */
  listen: Listen,
  hosts: Hosts,
  recovery: v.strictObject({
    /**
     * The recovery host's address and port; it asks for no client certificate. Port 0, or `listen.port` 0: any free
     * one.
     */
    listen: Listen,
    /** The folder of the built recovery page; without it the host serves programs only. */
    assets: v.optional(v.string()),
  }),
  front: v.optional(Front),
  proxyProtocol: v.optional(ProxyProtocol),
  /** Whether each proof uses a new name below `hosts.verify`, which requires a wildcard DNS record. */
  freshProofHosts: v.boolean(),
  /** The names and addresses in the server's own certificate. */
  serverCertificate: v.strictObject({
    dnsNames: v.pipe(
      v.array(
        v.pipe(
          v.string(),
          v.regex(/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*$/, "a host name in lower case, with or without *. before it"),
        ),
      ),
      v.minLength(1),
    ),
    ipAddresses: v.array(IpAddress),
  }),
  /** Validity of a certificate in calendar years: from 8 September 2020 to 8 September 2023. */
  validityYears: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10)),
  /** The number of RSA keys generated in advance, while idle, for clients whose key the service generates. */
  keyPoolSize: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000)), 8),
  /**
   * The public URL of `/crl`, reachable by everyone who checks certificates; written into each certificate, followed by
   * the authority's identifier. Without it, certificates name no list, because some programs fail if a list is
   * unreachable.
   */
  crlUrl: v.optional(v.pipe(v.string(), v.url())),
  ocsp: v.optional(Ocsp),
  certificateProfile: v.optional(CertificateProfile, {}),
  /** The page that explains every refusal, at the anchor of its code, as docs/errors.md does; without `#`. */
  explanations: v.optional(v.pipe(v.string(), v.url(), v.startsWith("https://"), v.excludes("#"))),
  /** Validity of a revocation list; a new one is signed after half of it. */
  revocationListHours: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(720)), 24),
  /**
   * The kinds of certificate; the first one whose pattern a CN matches counts. Certificates that match none are of the
   * kind `other`.
   */
  kinds: v.optional(Kinds, [...defaultKinds]),
  products: v.optional(Products, defaultProducts),
  subjects: v.optional(Subjects, defaultSubjects),
  /** The holders who may enrol others (RFC 7030), each `{ "tenant": …, "name": …, "createTenants": … }`. */
  registrars: v.optional(Registrars, []),
  /**
   * What happens to certificates of the service's authorities, including adopted ones, that are not in its records:
   * `refuse`, or `adopt`, which adopts each when its holder first presents it. This requires that a revocation list of the
   * authority that covers it was imported and is current, that none contains it, and that it is signed with at least
   * SHA-256 and RSA-2048. A tenant that does not exist is created with the first product.
   */
  unknown: v.optional(v.picklist(["refuse", "adopt"]), "refuse"),
  /** The moment from which unknown certificates are refused although `unknown` is `adopt`. */
  adoptUntil: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$/, "a date such as 2026-12-31, or a time such as 2026-12-31T09:00:00Z"),
    ),
  ),
  /** A PostgreSQL database, `postgres://…`, instead of the SQLite file in the data folder. */
  database: v.optional(v.pipe(v.string(), v.regex(/^postgres(ql)?:\/\/\S+$/, "a URL such as postgres://koshin@db.example/koshin"))),
  operations: v.optional(Operations, {}),
  limits: v.optional(Limits, {}),
  notices: v.optional(Notices, {}),
  holders: v.optional(Holders, {}),
  tenantRules: v.optional(TenantRuleBounds, {}),
  /** The minimum level of the log. */
  logLevel: v.optional(LogLevel, "info"),
  /** The number of days that the login history is kept, which contains users, certificates and addresses. */
  loginHistoryDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3650)), 365),
  /**
   * The number of days for which it is kept which computers present a certificate, by their addresses, after the last time.
   */
  presentationDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3650)), 365),
  /** The number of days that finished jobs of administrators are kept, with what came of each certificate. */
  jobDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3650)), 90),
  /**
   * The number of days that notices are kept after they were delivered or given up: to which address, of which certificate or
   * account, and who had a secret handed out.
   */
  noticeDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(40), v.maxValue(3650)), 400),
  /**
   * The OpenID providers with which administrators may log in, each `{ "id": …, "name": …, "issuer": …, "clientId": …,
   * "clientSecretFile": … }`, and if needed `caFile`, `tenants`, `secondFactor`, `logOut` and `sessionMinutes`: see operator.md.
   */
  identityProviders: v.optional(IdentityProviders, []),
  /** The administrators' site at `hosts.console`. */
  console: v.optional(
    v.strictObject({
      /** The folder of its built page. */
      assets: v.string(),
    }),
  ),
  /** The in-page module, for the pages of the web apps. */
  inpage: v.optional(
    v.strictObject({
      /** The folder of its built scripts, which the app's hosts serve below `/koshin/`. */
      assets: v.string(),
    }),
  ),
  /** The demonstration's web app, if this service serves it. */
  webapp: v.optional(
    v.strictObject({
      /** A file with accounts: they are imported into the database at the next start, and the file is removed. */
      accounts: v.optional(v.string()),
      /** The folder of its built pages. */
      assets: v.string(),
    }),
  ),
});

/** The settings file, whose settings do not conflict with each other. */
export const Settings = v.pipe(
  Entries,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues !== undefined) return;
    for (const { path, input, message } of disagreements(dataset.value)) {
      const [first, ...rest] = path.map((key) => ({ type: "unknown", origin: "value", input, key, value: input }) as const);
      addIssue({ input, message, ...(first === undefined ? {} : { path: [first, ...rest] }) });
    }
  }),
);
export type Settings = v.InferOutput<typeof Settings>;

/** The settings of a service for production on one machine. */
export const defaultSettings: Settings = {
  listen: { host: "127.0.0.1", port: 8443 },
  hosts: {
    app: "app.localhost",
    auth: "localhost",
    verify: "verify.localhost",
    recover: "recover.localhost",
    console: "ctrl.localhost",
  },
  recovery: { listen: { host: "127.0.0.1", port: 8444 } },
  freshProofHosts: true,
  serverCertificate: {
    dnsNames: [
      "localhost",
      "app.localhost",
      "ctrl.localhost",
      "operate.localhost",
      "verify.localhost",
      "*.verify.localhost",
      "recover.localhost",
    ],
    ipAddresses: ["127.0.0.1", "::1"],
  },
  validityYears: 3,
  revocationListHours: 24,
  keyPoolSize: 8,
  certificateProfile: defaultCertificateProfile,
  kinds: [...defaultKinds],
  products: defaultProducts,
  subjects: defaultSubjects,
  registrars: [],
  unknown: "refuse",
  operations: defaultOperations,
  limits: defaultLimits,
  notices: {},
  holders: defaultHolders,
  tenantRules: defaultTenantRuleBounds,
  logLevel: "info",
  loginHistoryDays: 365,
  identityProviders: [],
  presentationDays: 365,
  jobDays: 90,
  noticeDays: 400,
};

/** The settings of a demonstration: nearly every certificate can be renewed, however long it remains valid. */
export const demonstrationSettings: Settings = {
  ...defaultSettings,
  hosts: { ...defaultSettings.hosts, operator: "operate.localhost" },
  products: {
    weborca: { ...defaultProducts.weborca, acceptDays: 1200 },
    orcamo: { ...defaultProducts.orcamo, acceptDays: 1200 },
  },
  // The pool serves many concurrent requests; here, filling it would keep the computer busy for seconds at each start.
  keyPoolSize: 0,
};

/**
 * Reads a settings file, and the environment variables that override it (see `withVariables`).
 *
 * @throws OperatorError `data-folder-missing` or `data-folder-incomplete` if there is none, `file-unreadable`,
 * `settings-malformed` with each invalid place
 */
export async function readSettings(path: string): Promise<Settings> {
  const text = await readFile(path, "utf8").catch(async (cause: unknown) => {
    throw hasSystemCode(cause, "ENOENT", "ENOTDIR") ? await missingSettings(dirname(path), cause) : unreadable(path, "", cause);
  });
  const Content = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));
  return decode(v.pipe(Content, overlaid, Settings), text, path);
}

/**
 * Applies the environment variables that override settings.
 *
 * @param where names what to correct, for the message
 * @throws OperatorError `settings-malformed`
 */
export function underVariables(settings: Settings, where: string): Settings {
  return decode(v.pipe(v.record(v.string(), v.unknown()), overlaid, Settings), settings, where);
}

const overlaid = v.transform((content: Readonly<Record<string, unknown>>) => withVariables(content, Settings, process.env));

function decode(schema: v.GenericSchema<unknown, Settings>, content: unknown, where: string): Settings {
  const decoded = v.safeParse(schema, content);
  if (decoded.success) return decoded.output;
  const places = decoded.issues.map(mistakeIn);
  throw new OperatorError("settings-malformed", `Correct the settings in ${where}: ${places.join("; ")}.`);
}
