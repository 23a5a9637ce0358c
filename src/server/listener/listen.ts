import { isIPv6, type Server } from "node:net";
import { OperatorError } from "../system/operator-error.ts";

/**
 * Starts listening.
 *
 * @param port 0 for any free one
 * @throws OperatorError `address-in-use`
 */
export async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const sentence = `${host}:${port} is in use by another program. Stop it, or set another port in koshin.json.`;
      reject(cause.code === "EADDRINUSE" ? new OperatorError("address-in-use", sentence, { cause }) : cause);
    });
    server.listen(port, host, resolve);
  });
}

/** The URL of a server that listens for plain HTTP. */
export function plainUrl(server: Server, host: string): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${portOf(server)}`;
}

/** The port that a server listens on; 0 if it does not. */
export function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
