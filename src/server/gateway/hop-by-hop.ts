/** Header fields of one connection only (RFC 9110, section 7.6.1), those of HTTP/2 upgrades, and what a connection to a proxy needs. */
const ofConnection: ReadonlySet<string> = new Set([
  "connection",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authentication-info",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
]);

/** Fields without which a message is another one: a peer that names them in `Connection` must not have them removed. */
const ofMessage: ReadonlySet<string> = new Set(["host", "content-length", "content-type", "content-encoding"]);

/**
 * The fields of a message that belong to its connection, and are not passed on.
 *
 * @param connection the values of its `Connection` fields, which may name further ones
 * @returns whether it is one, by its name in lower case
 */
export function fieldsOfConnection(connection: readonly string[]): (name: string) => boolean {
  if (connection.length === 0) return (name) => ofConnection.has(name);
  const named = new Set(connection.flatMap((value) => value.split(",")).map((name) => name.trim().toLowerCase()));
  return (name) => ofConnection.has(name) || (named.has(name) && !ofMessage.has(name));
}
