import * as v from "valibot";

const Count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000_000));
const Seconds = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3600));
const Port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));

/** The listener of `/metrics`, `/healthz` and `/readyz`, over plain HTTP and never on the public hosts. */
export const Operations = v.strictObject({
  /** The address; only the operator must be able to reach it. */
  host: v.optional(v.string(), "127.0.0.1"),
  /** The port. 0, or `listen.port` 0: any free one. */
  port: v.optional(Port, 8480),
  /** Host names to accept in requests, besides `localhost` and every IP address. */
  names: v.optional(v.array(v.string()), []),
});

/**
 * Limits per client, so that one does not starve the others. Each has its own default, because a settings file may set
 * only some of them, or come from a release that did not have all of them.
 */
export const Limits = v.strictObject({
  /** All connections, per listener. */
  connections: v.optional(Count, 10_000),
  /** Connections from one address (IPv6: from one /64), which several clinics may share. */
  connectionsPerAddress: v.optional(Count, 500),
  /**
   * TLS handshakes from one address per second, on average; four times as many may start at once, and others are
   * delayed. One with a long certificate chain counts as several.
   */
  handshakesPerSecondPerAddress: v.optional(Count, 50),
  /** Connections with one certificate; and its requests and WebSockets in progress at an app behind the service, also through a front. */
  connectionsPerCertificate: v.optional(Count, 50),
  /**
   * Requests with one certificate per second, on average; four times as many may arrive at once. Clients without a
   * certificate of this service share their address's limit.
   */
  requestsPerSecond: v.optional(Count, 100),
  /** Certificates issued by renewal to one tenant per hour. */
  renewalsPerTenantPerHour: v.optional(Count, 1000),
  /** All headers of a request together, in bytes. */
  headerBytes: v.optional(v.pipe(Count, v.minValue(2048)), 16_384),
  /** From the start of a connection to the end of its TLS handshake, in seconds. */
  handshakeSeconds: v.optional(Seconds, 10),
  /** From a request's first byte to the end of its headers, in seconds. */
  headerSeconds: v.optional(Seconds, 10),
  /** From a request's first byte to its last, and from its headers until its response has been read, in seconds. */
  requestSeconds: v.optional(Seconds, 30),
  /** Connections to each app behind the service (`hosts.app`, `upstream`). */
  upstreamConnections: v.optional(Count, 256),
  /** For a connection to such an app, in seconds. */
  upstreamConnectSeconds: v.optional(Seconds, 5),
  /** From the end of a request to the app until its answer begins, in seconds; `requestSeconds` does not apply to it. */
  upstreamAnswerSeconds: v.optional(Seconds, 60),
  /** For a request, an answer or a WebSocket of the app on which nothing moves, in seconds; how long they take otherwise is not limited. */
  upstreamIdleSeconds: v.optional(Seconds, 300),
  /** How long requests in progress may take when the service stops, in seconds. */
  closingSeconds: v.optional(Seconds, 5),
});
export type Limits = v.InferOutput<typeof Limits>;

/** The level of the log. */
export const LogLevel = v.picklist(["silent", "fatal", "error", "warn", "info", "debug", "trace"]);

/** The mail server. */
const Mail = v.strictObject({
  /** The name of the mail server, as in its certificate. */
  host: v.string(),
  /** Its port: 465 for `tls`, 587 for `starttls`. */
  port: Port,
  /** `tls` from the start, `starttls` before anything else is sent, or `none`. */
  security: v.picklist(["tls", "starttls", "none"]),
  /** The user name for the mail server; none by default. */
  user: v.optional(v.string()),
  /** The file with the password; by default systemd's credential `koshin-smtp-password`. */
  passwordFile: v.optional(v.string()),
  /** The sender of the mail. */
  from: v.string(),
  /** Trust anchors (PEM) for the mail server, instead of the default ones. */
  caFile: v.optional(v.string()),
});
export type MailSettings = v.InferOutput<typeof Mail>;

/** How tenants are notified of issued and expiring certificates. */
export const Notices = v.strictObject({
  mail: v.optional(Mail),
  /** Trust anchors (PEM) for the webhooks' servers, instead of the default ones. */
  webhookCaFile: v.optional(v.string()),
});

/** The default operations listener. */
export const defaultOperations = v.parse(Operations, {});

/** The default limits. */
export const defaultLimits = v.parse(Limits, {});
