import { paths } from "../../src/protocol/paths.ts";
import type { ThrowawayService } from "./throwaway-service.ts";
import { send, type Connection, type Received } from "./tls-client.ts";

/** A connection to a service's recovery host, without a client certificate. */
export function recoveryHost({ recoveryPort, root }: ThrowawayService): Connection {
  return { port: recoveryPort, root, host: "recover.localhost" };
}

/** The `Authorization` header with a code. */
export function basic(user: string, code: string): Record<string, string> {
  return { Authorization: `Basic ${Buffer.from(`${user}:${code}`).toString("base64")}` };
}

/** Sends a request (base64) to `simpleenroll` with a code. */
export async function enrolWithCode(connection: Connection, user: string, code: string, body: string): Promise<Received> {
  const headers = { "Content-Type": "application/pkcs10", ...basic(user, code) };
  return await send(connection, { method: "POST", path: paths.enrol, headers, body });
}
