import { request, type IncomingHttpHeaders } from "node:http";

/** Where a front connects to. */
export type FrontSocket = { readonly socketPath: string } | { readonly host: string; readonly port: number };

/** What a front says, as lines of a header; a value in a list is sent as often as it stands there. */
export type FrontHeaders = Readonly<Record<string, string | readonly string[]>>;

/** An answer of the service to its front. */
export interface FrontAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends a request as a front would, with exactly these headers besides `Connection`. */
export async function sendAsFront(
  where: FrontSocket,
  headers: FrontHeaders,
  { path = "/api/cert/status", method = "GET", body = "" } = {},
): Promise<FrontAnswer> {
  return await new Promise((resolve, reject) => {
    const lines = Object.entries(headers).flatMap(([name, value]) =>
      (typeof value === "string" ? [value] : value).flatMap((each) => [name, each]),
    );
    const length = body === "" ? [] : ["Content-Length", String(Buffer.byteLength(body))];
    const outgoing = request(
      { ...where, path, method, headers: [...lines, ...length], agent: false, setHost: false },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.once("error", reject);
        incoming.once("end", () =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks).toString() }),
        );
      },
    );
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}
