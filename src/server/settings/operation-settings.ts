import * as v from "valibot";

const Count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000_000));
const Seconds = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3600));
const Port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));

/** Where `/metrics`, `/healthz` and `/readyz` are served, over plain HTTP and never on the public hosts. */
export const Operations = v.strictObject({
  /** The address; what is served there is for the operator alone. */
  host: v.optional(v.string(), "127.0.0.1"),
  /** The port. 0, or `listen.port` 0: any free one. */
  port: v.optional(Port, 8480),
  /** Names that requests there may be for, besides `localhost` and every IP address. */
  names: v.optional(v.array(v.string()), []),
});

/**
 * How much one client may ask for, so that the others are served. Each has a default of its own: a settings file may
 * name a few, or be that of a release that did not know all of them.
 */
export const Limits = v.strictObject({
  /** Connections in all, on each listener. */
  connections: v.optional(Count, 10_000),
  /** Connections from one address (of IPv6 from one /64); many clinics may come from one. */
  connectionsPerAddress: v.optional(Count, 500),
  /** TLS handshakes from one address in a second, on average; four times as many may come at once, and others wait. One with a long chain of certificates counts for many. */
  handshakesPerSecondPerAddress: v.optional(Count, 50),
  /** Connections with one certificate. */
  connectionsPerCertificate: v.optional(Count, 50),
  /** Requests with one certificate in a second, on average; four times as many may come at once. Clients without one of this service's share their address's. */
  requestsPerSecond: v.optional(Count, 100),
  /** Certificates that the members of one tenant may be given in an hour by renewing. */
  renewalsPerTenantPerHour: v.optional(Count, 1000),
  /** All header lines of a request together, in bytes. */
  headerBytes: v.optional(v.pipe(Count, v.minValue(2048)), 16_384),
  /** From a connection's beginning until its TLS handshake is over, in seconds. */
  handshakeSeconds: v.optional(Seconds, 10),
  /** From a request's first byte until its header has come, in seconds. */
  headerSeconds: v.optional(Seconds, 10),
  /** From a request's first byte until its last, and from its header until its answer is taken, in seconds. */
  requestSeconds: v.optional(Seconds, 30),
  /** How long requests that are under way may take once the service is told to end, in seconds. */
  closingSeconds: v.optional(Seconds, 5),
});
export type Limits = v.InferOutput<typeof Limits>;

/** How the log is written. */
export const LogLevel = v.picklist(["silent", "fatal", "error", "warn", "info", "debug", "trace"]);

/** The server that mail goes through. */
const Mail = v.strictObject({
  /** The name of the server that mail goes through, as its certificate says it. */
  host: v.string(),
  /** Its port: 465 for `tls`, 587 for `starttls`. */
  port: Port,
  /** `tls` from the first octet, `starttls` before anything is said, or `none`. */
  security: v.picklist(["tls", "starttls", "none"]),
  /** Who the service is to that server; nobody where it is not given. */
  user: v.optional(v.string()),
  /** The file with the password; systemd's credential `koshin-smtp-password` where it is not given. */
  passwordFile: v.optional(v.string()),
  /** Whom the mail comes from. */
  from: v.string(),
  /** Certificates (PEM) that vouch for the server, in place of the usual ones. */
  caFile: v.optional(v.string()),
});
export type MailSettings = v.InferOutput<typeof Mail>;

/** How tenants are told that a certificate was issued or ends soon. */
export const Notices = v.strictObject({
  mail: v.optional(Mail),
  /** Certificates (PEM) that vouch for the webhooks' servers, in place of the usual ones. */
  webhookCaFile: v.optional(v.string()),
});

/** Where operations are served where the settings say nothing. */
export const defaultOperations = v.parse(Operations, {});

/** The limits where the settings say nothing. */
export const defaultLimits = v.parse(Limits, {});
