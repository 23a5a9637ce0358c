import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import Provider from "oidc-provider";
import type { IdentityProvider } from "../../src/server/settings/identity-providers.ts";
import { freePort } from "./free-port.ts";
import { OpensslFolder } from "./openssl-authority.ts";

/** Somebody with an account at the provider. */
interface Person {
  readonly mail: string;
  /** How they prove who they are there. */
  readonly amr?: readonly string[];
  readonly acr?: string;
}

/** What a provider says of itself. */
interface Says {
  /** Its metadata, besides its issuer, in the place of the right ones. */
  instead: Readonly<Record<string, unknown>> | undefined;
}

/** A real OpenID provider over HTTPS, whose certificate an authority of its own has signed. */
export class OpenIdProvider implements AsyncDisposable {
  /** As the service's settings name it. */
  readonly settings: IdentityProvider;
  /** The certificate of the authority, PEM. */
  readonly authority: string;
  readonly port: number;
  /** What it says of itself. */
  readonly says: Says;
  readonly #owned: AsyncDisposableStack;
  readonly #server: Server;

  private constructor(
    { settings, authority, port, says }: Pick<OpenIdProvider, "settings" | "authority" | "port" | "says">,
    server: Server,
    owned: AsyncDisposableStack,
  ) {
    this.settings = settings;
    this.authority = authority;
    this.port = port;
    this.says = says;
    this.#server = server;
    this.#owned = owned;
  }

  /**
   * Starts a provider.
   *
   * @param people by their subject
   * @param callback the address of the service to which it sends browsers back; asked for when they come
   */
  static async start(people: ReadonlyMap<string, Person>, callback: () => string): Promise<OpenIdProvider> {
    await using owned = new AsyncDisposableStack();
    const folder = owned.use(await OpensslFolder.create());
    await folder.make("root", { subject: "/CN=Identity Root" });
    const extensions = ["basicConstraints=CA:FALSE", "subjectAltName=DNS:localhost", "subjectKeyIdentifier=hash"];
    await folder.make("server", { by: "root", subject: "/CN=localhost", extensions });
    const port = await freePort();
    const issuer = `https://localhost:${port}`;
    const [clientId, secret] = ["koshin", "a secret of forty characters, at the least"];
    await writeFile(folder.path("secret"), `${secret}\n`);
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: clientId,
          client_secret: secret,
          token_endpoint_auth_method: "client_secret_post",
          redirect_uris: ["https://ctrl.localhost/signed-in"],
          post_logout_redirect_uris: ["https://ctrl.localhost/"],
        },
      ],
      cookies: { keys: ["for this test only"] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      acrValues: ["phrh"],
      claims: { openid: ["sub", "amr"], email: ["email"], acr: null },
      conformIdTokenClaims: false,
      findAccount: (_, sub) => {
        const person = people.get(sub);
        return person && { accountId: sub, claims: () => ({ sub, email: person.mail, email_verified: true }) };
      },
      loadExistingGrant: async ({ oidc }) => {
        const { client, session } = oidc;
        if (client === undefined || session?.accountId === undefined) return undefined;
        const grant = new oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
        grant.addOIDCScope("openid email");
        await grant.save();
        return grant;
      },
    });
    // Its port is chosen after the service's settings are: the client's addresses are those of the service that runs.
    const { Client } = provider;
    Client.prototype.redirectUriAllowed = (uri: string): boolean => uri === callback();
    Client.prototype.postLogoutRedirectUriAllowed = (uri: string): boolean => uri === new URL("/", callback()).href;
    const answer = provider.callback();
    const discovery = "/.well-known/openid-configuration";
    const says: Says = { instead: undefined };
    const options = { cert: await readFile(folder.path("server.pem")), key: await readFile(folder.path("server.key")) };
    const server = createServer(options, (request, response) => {
      if (request.url === discovery && says.instead !== undefined) {
        response.setHeader("Content-Type", "application/json");
        return void response.end(JSON.stringify({ issuer, ...says.instead }));
      }
      const [, uid] = /^\/interaction\/([\w-]+)$/.exec(request.url ?? "") ?? [];
      if (uid === undefined) return void answer(request, response);
      if (request.method === "GET") {
        response.setHeader("Content-Type", "text/html; charset=utf-8");
        return void response.end(
          '<!doctype html><title>Identity</title><h1>Who are you?</h1><form method="post"><input name="sub" aria-label="Name"><button>Sign in</button></form>',
        );
      }
      let body = "";
      request.on("data", (part: Buffer) => (body += part.toString()));
      request.on("end", () => {
        const accountId = new URLSearchParams(body).get("sub") ?? "";
        const { amr = [], acr } = people.get(accountId) ?? {};
        const login = { accountId, amr: [...amr], ...(acr === undefined ? {} : { acr }) };
        const result = people.has(accountId) ? { login } : { error: "access_denied" };
        void provider.interactionFinished(request, response, result);
      });
    });
    server.listen(port, "localhost");
    await once(server, "listening");
    owned.defer(() => {
      server.closeAllConnections();
      server.close();
    });
    const settings: IdentityProvider = {
      ...{ id: "clinic-id", name: "Clinic ID", issuer, clientId, logOut: false, sessionMinutes: 240 },
      ...{ clientSecretFile: folder.path("secret"), caFile: folder.path("root.pem") },
    };
    const authority = await readFile(folder.path("root.pem"), "utf8");
    return new OpenIdProvider({ settings, authority, port, says }, server, owned.move());
  }

  /** It is unreachable from now on. */
  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#owned.disposeAsync();
  }
}
