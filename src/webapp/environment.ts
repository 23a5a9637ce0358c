import type { LanguageVariables } from "hono/language";
import type { Logins, SessionHolder } from "../protocol/logins.ts";
import type { Peer } from "../protocol/peer.ts";

/** What the web app needs from the service that it runs in. */
export interface Provisions {
  /** Where a certificate is renewed with a recovery code, if there is such a page. */
  readonly recoveryPage: string | undefined;
  readonly logins: Logins;
}

/** The context of a request. */
export interface Environment {
  Bindings: Provisions & {
    /** The client of the connection, evaluated for this request. */
    readonly peer: Peer;
    /** The folder of the built pages, scripts and style sheets. */
    readonly assets: string;
  };
  Variables: LanguageVariables & {
    /** The client, once its certificate has been accepted. */
    client: Extract<Peer, { kind: "accepted" }>;
    /** Who is logged in, if anyone. */
    holder: SessionHolder | undefined;
  };
}
