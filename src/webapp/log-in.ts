import { authenticate } from "./accounts/accounts.ts";
import type { Attempts } from "./accounts/attempts.ts";
import type { Sessions } from "./accounts/sessions.ts";
import { readLoginForm } from "./login-form.ts";
import { loginView } from "./views/login-view.ts";
import type { LoginFailure } from "./views/texts/texts.ts";
import { answerPage, redirect, refuse, type Visit } from "./visit.ts";

/**
 * Looks at a try to log in. Tries are counted for the user name and the certificate's subject together: nobody can lock
 * somebody else out, a colleague neither, and nobody changes their subject at will. Whose account it is shows only to
 * someone who knows the password.
 */
export async function logIn(
  visit: Visit,
  peer: { readonly cn: string; readonly o: string },
  state: { readonly accounts: string; readonly sessions: Sessions; readonly attempts: Attempts },
): Promise<Response> {
  const form = await readLoginForm(visit.request);
  if (form === undefined) return failed("unreadable", 400, "");
  const key = JSON.stringify([peer.o, peer.cn, form.user]);
  const wait = state.attempts.begin(key, visit.now);
  if (wait > 0) {
    const response = await failed("locked", 429, form.user);
    response.headers.set("Retry-After", String(wait));
    return response;
  }
  const account = await authenticate(state.accounts, form.user, form.password);
  if (account === undefined) return failed("wrong", 403, form.user);
  state.attempts.succeed(key);
  if (account.tenant !== peer.o) return refuse(visit, "other-tenant", 403);
  return redirect("/menu", state.sessions.open({ user: account.user, cn: peer.cn, o: peer.o }, visit.now));

  async function failed(failure: LoginFailure, status: number, user: string): Promise<Response> {
    const { texts } = visit;
    const title = `${texts.login.error}: ${texts.login.title}`;
    const main = loginView(texts, { cn: peer.cn, o: peer.o, user, failure });
    return answerPage(visit, "login", { title, main, status });
  }
}
