const cookieName = "__Host-session";
const attributes = "HttpOnly; Secure; SameSite=Strict; Path=/";

/** The token of the session that a request claims; undefined where it claims none. */
export function sessionToken(cookies: ReadonlyMap<string, string>): string | undefined {
  return cookies.get(cookieName);
}

/** The `Set-Cookie` value that carries a session's token. */
export function sessionCookie(token: string): string {
  return `${cookieName}=${token}; ${attributes}`;
}

/** The `Set-Cookie` value that takes the cookie away. */
export const endedSessionCookie = `${cookieName}=; ${attributes}; Max-Age=0`;
