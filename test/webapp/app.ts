import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logins } from "../../src/protocol/logins.ts";
import type { Peer } from "../../src/protocol/peer.ts";
import { createAccount } from "../../src/server/accounts/accounts.ts";
import { createLogins } from "../../src/server/accounts/login/logins.ts";
import type { Store } from "../../src/server/store/database/schema.ts";
import { openStore } from "../../src/server/store/open-store.ts";
import { createWebapp } from "../../src/webapp/create-webapp.ts";
import { build } from "../../tools/install/build.mjs";

export const origin = "https://app.localhost:8443";
export const user = "ormaster";
export const password = "right-password";

export const client28: Peer = { kind: "accepted", cn: "client28", o: "u00000014", issuer: "0a1b", serial: "AA01" };
export const client28Renewed: Peer = { ...client28, serial: "BB02" };
export const client29: Peer = { kind: "accepted", cn: "client29", o: "u00000014", issuer: "0a1b", serial: "CC03" };
export const otherTenant: Peer = { kind: "accepted", cn: "client28", o: "u00000015", issuer: "0a1b", serial: "DD04" };

/** The folder of the built pages. */
export const builtAssets = join(import.meta.dirname, "..", "..", "dist", "webapp");

/** The web app with one account in a database of its own, and a clock that tests move. */
export class App implements AsyncDisposable {
  time = new Date("2026-11-21T09:00:00Z");
  readonly #handle: ReturnType<typeof createWebapp>;
  readonly #folder: string;
  readonly #store: Store;
  readonly #logins: Logins;

  private constructor(folder: string, store: Store, assets: string) {
    this.#handle = createWebapp({ assets });
    this.#folder = folder;
    this.#store = store;
    this.#logins = createLogins(store, () => this.time)({ host: new URL(origin).hostname, address: "127.0.0.1" });
  }

  static async create(assets = builtAssets): Promise<App> {
    await build(process.execPath, ["webapp"]);
    const folder = await mkdtemp(join(tmpdir(), "koshin-webapp-"));
    const store = await openStore(join(folder, "koshin.sqlite"));
    const app = new App(folder, store, assets);
    await createAccount(store, { name: user, tenant: "u00000014", password, actor: "operator", now: app.time });
    return app;
  }

  async get(path: string, peer: Peer, headers: Record<string, string> = {}, recoveryPage?: string): Promise<Response> {
    return this.#handle(new Request(origin + path, { headers }), peer, { recoveryPage, logins: this.#logins });
  }

  /** Sends a form as a page of the app does; a header that is undefined is left out. */
  async post(path: string, peer: Peer, body: string, headers: Record<string, string | undefined> = {}): Promise<Response> {
    const own: Record<string, string | undefined> = {
      "Content-Type": "application/x-www-form-urlencoded",
      "Sec-Fetch-Site": "same-origin",
      ...headers,
    };
    const sent = Object.entries(own).filter((header): header is [string, string] => header[1] !== undefined);
    return this.#handle(new Request(origin + path, { method: "POST", headers: sent, body }), peer, {
      recoveryPage: undefined,
      logins: this.#logins,
    });
  }

  /** Tries to log in; the answer and, where there is one, the session cookie as the browser sends it back. */
  async logIn(peer: Peer, tried = password, name = user): Promise<{ response: Response; cookie: string }> {
    const response = await this.post("/login", peer, new URLSearchParams({ user: name, password: tried }).toString());
    return { response, cookie: response.headers.get("Set-Cookie")?.split(";")[0] ?? "" };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store.destroy();
    await rm(this.#folder, { recursive: true });
  }

  wait(seconds: number): void {
    this.time = new Date(this.time.getTime() + seconds * 1000);
  }
}
