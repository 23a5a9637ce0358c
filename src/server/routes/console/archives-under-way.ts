import type { ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import { Refusal } from "../../issuance/refusal.ts";

/** How many files of several certificates a process hands out at once: each encrypts keys all the time. */
export const mostArchives: Readonly<Record<"ofTenant" | "ofAll", number>> = { ofTenant: 2, ofAll: 6 };

/** In seconds. */
const retryAfter = 30;

/** The files of several certificates that are being handed out. */
export class ArchivesUnderWay {
  readonly #tenants: string[] = [];

  /**
   * Counts one until its response has ended, in whatever way.
   *
   * @throws Refusal `downloads-exceeded`
   */
  begin(tenant: string, outgoing: ServerResponse | Http2ServerResponse): void {
    const own = this.#tenants.filter((each) => each === tenant).length;
    if (own >= mostArchives.ofTenant || this.#tenants.length >= mostArchives.ofAll)
      throw new Refusal("downloads-exceeded", { retryAfter });
    // Of a connection that has ended, nobody is told once more.
    if (outgoing.destroyed) return;
    this.#tenants.push(tenant);
    outgoing.once("close", () => void this.#tenants.splice(this.#tenants.indexOf(tenant), 1));
  }
}
