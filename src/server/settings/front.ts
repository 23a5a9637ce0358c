import { isIP } from "node:net";
import * as v from "valibot";

/** A field name (RFC 9110, section 5.1). An underscore is excluded: many programs read `A_B` and `A-B` as the same name. */
const HeaderName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9!#$%&'*+.^`|~-]{1,64}$/, "a header's name, without underscores, such as X-SSL-Client-Cert"),
);

const PeerAddress = v.pipe(v.string(), v.check(isAddressOrNetwork, "an IP address, or a network such as 10.0.0.0/8"));

/** The only host of a listener, for fronts that cannot pass the name of the handshake; `hosts.verify` stands for all names below it. */
const serverName = v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9.-]{1,253}$/, "a host name in lower case")));

const FrontListener = v.union(
  [
    v.strictObject({ path: v.pipe(v.string(), v.startsWith("/")), serverName }),
    v.strictObject({ host: v.string(), port: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)), serverName }),
  ],
  'either { "path": … } with the absolute path of a socket, or { "host": …, "port": … }',
);

/** Where the service listens for its front. */
export type FrontListen = v.InferOutput<typeof FrontListener>;

/** The listener for a front (a reverse proxy) that ends TLS and passes the client certificate on, over HTTP/1.1. */
export const Front = v.strictObject({
  /**
   * How the front passes the client certificate on: `rfc9440` (`Client-Cert`), `nginx` (`$ssl_client_escaped_cert`), `haproxy`
   * (`ssl_c_der,base64`), `apache` (`SSL_CLIENT_CERT`), `envoy` (`X-Forwarded-Client-Cert`), `alb`
   * (`X-Amzn-Mtls-Clientcert`).
   */
  form: v.picklist(["rfc9440", "nginx", "haproxy", "apache", "envoy", "alb"]),
  /**
   * Where the front connects to: `{ "path": … }`, a socket, which the service's user and group may open, or
   * `{ "host": …, "port": … }`; or a list of them, each with the `serverName` that is served there, for a front that cannot
   * pass the name of the handshake.
   */
  listen: v.optional(v.union([FrontListener, v.pipe(v.array(FrontListener), v.minLength(1))]), { path: "/run/koshin/front.sock" }),
  /** The addresses and networks whose word is believed: of the front, and of proxies before it. A socket's peer always is. */
  trust: v.optional(v.array(PeerAddress), ["127.0.0.1", "::1"]),
  /** A file with a secret that the front sends in `X-Koshin-Front`; over TCP, every program that reaches the port could otherwise claim any certificate. */
  secretFile: v.optional(v.string()),
  /** The header with the certificate, instead of the form's own. */
  header: v.optional(HeaderName),
  /** The header with the host that the client named in the handshake (SNI). */
  serverNameHeader: v.optional(HeaderName, "X-SSL-Server-Name"),
  /** The front's public port, for the addresses in the service's answers. */
  publicPort: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)), 443),
});
export type Front = v.InferOutput<typeof Front>;

/** The front's listeners, at least one. */
export function listensOf({ listen }: Front): readonly FrontListen[] {
  return Array.isArray(listen) ? listen : [listen];
}

function isAddressOrNetwork(text: string): boolean {
  const [, address = "", prefix] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && (prefix === undefined || Number(prefix) <= (version === 4 ? 32 : 128));
}

/** Proxies that pass TLS through to the service's own listeners. */
export const ProxyProtocol = v.strictObject({
  /** The addresses and networks of proxies that pass TLS through: their connections begin with a header of PROXY protocol, version 1 or 2; those of others with none. */
  trust: v.pipe(v.array(PeerAddress), v.minLength(1)),
});
