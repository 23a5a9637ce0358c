import type { Settings } from "../../settings/settings.ts";
import type { ServedHost } from "./hosts.ts";

/** A year, in seconds: browsers count it anew with every response. */
const maxAge = 31_536_000;

/**
 * The `Strict-Transport-Security` of a host (RFC 6797) where passwords and codes are entered; undefined for others. It never
 * includes the names below, which may be others'; and none is sent for `localhost`, where a developer's other programs listen
 * without TLS.
 */
export function strictTransport({ name }: ServedHost, hosts: Settings["hosts"]): string | undefined {
  const isEntered = [hosts.console, hosts.operator, hosts.recover].includes(name);
  return isEntered && !/(?:^|\.)localhost$/.test(name) ? `max-age=${maxAge}` : undefined;
}
