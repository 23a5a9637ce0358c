import { Agent, request } from "node:http";
import { width } from "./rate.ts";

/** A client of a server that signs over plain HTTP, with keep-alive. */
export class PlainClient implements Disposable {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: width });
  readonly #port: number;
  readonly #path: string;
  readonly #type: string;

  /** @param type the media type of the requests */
  constructor(port: number, path: string, type: string) {
    this.#port = port;
    this.#path = path;
    this.#type = type;
  }

  /**
   * Posts a body and reads the response.
   *
   * @throws Error if its status is not 200
   */
  async post(body: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const headers = { "Content-Type": this.#type, "Content-Length": body.length };
      const to = { agent: this.#agent, host: "127.0.0.1", port: this.#port, path: this.#path };
      const sent = request({ ...to, method: "POST", headers }, (answer) => {
        answer.resume().once("end", () => (answer.statusCode === 200 ? resolve() : reject(new Error("Nothing was signed."))));
      });
      sent.once("error", reject);
      sent.end(body);
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
