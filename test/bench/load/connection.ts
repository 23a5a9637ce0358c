import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";
import type { Person } from "./population.ts";

/** The parameters of a person's connection. */
export interface Approach {
  /** Whether to resume the session. */
  readonly resume?: boolean;
  /** The host name; by default the auth host. */
  readonly host?: string;
  /** Whether to offer the hybrid key exchange. */
  readonly hybrid?: boolean;
}

const endOfHead = "\r\n\r\n";

/** The client of a mutual-TLS connection that does as little work as possible, to generate load. */
export class LoadConnection {
  readonly #socket: TLSSocket;
  readonly #host: string;

  private constructor(socket: TLSSocket, host: string) {
    this.#socket = socket;
    // The connection is then closed, which rejects pending requests.
    socket.on("error", () => undefined);
    this.#host = host;
  }

  /** Connects to a loopback port as a person. */
  static async open(
    port: number,
    person: Pick<Person, "context" | "sessions"> & Partial<Pick<Person, "hybrid">>,
    approach: Approach = {},
  ): Promise<LoadConnection> {
    const { resume = false, host = "localhost", hybrid = false } = approach;
    const at = `${host}:${port}`;
    const session = resume ? person.sessions.get(at) : undefined;
    const socket = connect({
      host: "127.0.0.1",
      port,
      servername: host,
      secureContext: hybrid ? (person.hybrid ?? person.context) : person.context,
      ...(session ? { session } : {}),
    });
    socket.setNoDelay(true);
    socket.on("session", (given: Buffer) => person.sessions.set(at, given));
    await once(socket, "secureConnect");
    if (socket.isSessionReused() !== resume) throw new Error("The session was unexpectedly resumed or not resumed.");
    return new LoadConnection(socket, at);
  }

  /**
   * Sends a request and reads the response.
   *
   * @param wanted the expected status
   * @throws Error if the status differs
   */
  async ask(line: string, wanted: number, body?: string): Promise<void> {
    const content = body === undefined ? "" : `Content-Type: application/pkcs10\r\nContent-Length: ${body.length}\r\n`;
    this.#socket.write(`${line} HTTP/1.1\r\nHost: ${this.#host}\r\n${content}\r\n${body ?? ""}`);
    const answer = await this.#answer();
    if (answer.startsWith(`HTTP/1.1 ${wanted} `)) return;
    throw new Error(`Unexpected response to ${line}: ${answer}`);
  }

  close(): void {
    this.#socket.destroy();
  }

  #answer(): Promise<string> {
    return new Promise((resolve, reject) => {
      let text = "";
      const done = (finish: () => void): void => {
        this.#socket.off("data", take);
        this.#socket.off("close", cut);
        finish();
      };
      const cut = (): void => done(() => reject(new Error("The connection was closed.")));
      const take = (chunk: Buffer): void => {
        text += chunk.toString("latin1");
        const head = text.indexOf(endOfHead);
        if (head < 0) return;
        const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0);
        if (text.length >= head + endOfHead.length + length) done(() => resolve(text));
      };
      this.#socket.on("data", take);
      this.#socket.once("close", cut);
    });
  }
}
