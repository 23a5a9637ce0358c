import type { Logins } from "../protocol/logins.ts";
import { readLoginForm } from "./login-form.ts";
import { sessionCookie } from "./session-cookie.ts";
import { loginView } from "./views/login-view.ts";
import type { LoginFailure } from "./views/texts/texts.ts";
import { answerPage, redirect, refuse, type Visit } from "./visit.ts";

/** Answers an attempt to log in. */
export async function logIn(visit: Visit, peer: { readonly cn: string; readonly o: string }, logins: Logins): Promise<Response> {
  const form = await readLoginForm(visit.request);
  if (form === undefined) return failed("unreadable", 400, "");
  const outcome = await logins.logIn({ ...form, subject: { cn: peer.cn, o: peer.o } });
  switch (outcome.kind) {
    case "locked": {
      const response = await failed("locked", 429, form.user);
      response.headers.set("Retry-After", String(outcome.retryAfter));
      return response;
    }
    case "wrong":
      return failed("wrong", 403, form.user);
    case "other-tenant":
      return refuse(visit, "other-tenant", 403);
    case "opened":
      return redirect("/menu", sessionCookie(outcome.token));
  }

  async function failed(failure: LoginFailure, status: number, user: string): Promise<Response> {
    const { texts } = visit;
    const title = `${texts.login.error}: ${texts.login.title}`;
    const main = loginView(texts, { cn: peer.cn, o: peer.o, user, failure });
    return answerPage(visit, "login", { title, main, status });
  }
}
