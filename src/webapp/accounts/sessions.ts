import { createHash, randomBytes } from "node:crypto";

/** Who a session belongs to: an account, and the subject of the certificate that it was opened with. */
export interface Holder {
  readonly user: string;
  readonly cn: string;
  readonly o: string;
}

const cookieName = "__Host-session";
const attributes = "HttpOnly; Secure; SameSite=Strict; Path=/";
const lifetime = 12 * 60 * 60 * 1000;

/**
 * The sessions of people who are logged in, in memory. A session is bound to the subject of the certificate (CN and
 * O), not to the certificate: the renewed certificate of the same person carries on with it.
 */
export class Sessions {
  /** By the hash of the token, so that neither a comparison's time nor a memory dump tells a token. */
  readonly #holders = new Map<string, { readonly holder: Holder; readonly until: number }>();

  /** Opens a session and returns the `Set-Cookie` value that carries its 256-bit token. */
  open(holder: Holder, now: Date): string {
    this.#forgetEnded(now);
    const token = randomBytes(32).toString("base64url");
    this.#holders.set(digest(token), { holder, until: now.getTime() + lifetime });
    return `${cookieName}=${token}; ${attributes}`;
  }

  /** The session of this request, if there is one, it has not ended, and the certificate names the same subject. */
  find(cookies: ReadonlyMap<string, string>, subject: { readonly cn: string; readonly o: string }, now: Date): Holder | undefined {
    const session = this.#holders.get(digest(cookies.get(cookieName) ?? ""));
    if (session === undefined || session.until <= now.getTime()) return undefined;
    const { holder } = session;
    return holder.cn === subject.cn && holder.o === subject.o ? holder : undefined;
  }

  /** Ends the session of this request and returns the `Set-Cookie` value that takes the cookie away. */
  close(cookies: ReadonlyMap<string, string>): string {
    this.#holders.delete(digest(cookies.get(cookieName) ?? ""));
    return `${cookieName}=; ${attributes}; Max-Age=0`;
  }

  #forgetEnded(now: Date): void {
    for (const [token, { until }] of this.#holders) if (until <= now.getTime()) this.#holders.delete(token);
  }
}

function digest(token: string): string {
  return createHash("sha256").update(token).digest("base64");
}
