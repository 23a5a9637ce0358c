import type { Context, HonoRequest } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createFactory } from "hono/factory";
import * as v from "valibot";
import { answerPage, redirect, refuse, textsOf, type PageStatus } from "./answer.ts";
import type { Environment } from "./environment.ts";
import { keepSession } from "./session-cookie.ts";
import { loginView } from "./views/login-view.ts";
import type { LoginFailure } from "./views/texts/texts.ts";

/** The size limit of the login form, in bytes. */
const formLimit = 2_048;

const LoginForm = v.strictObject({
  user: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(64)),
  password: v.pipe(v.string(), v.nonEmpty(), v.maxLength(256)),
});

/** Answers an attempt to log in. */
export const logIn = createFactory<Environment>().createHandlers(
  bodyLimit({ maxSize: formLimit, onError: async (c: Context<Environment>) => await failed(c, "unreadable", 400) }),
  async (c) => {
    const form = await readForm(c.req);
    if (form === undefined) return await failed(c, "unreadable", 400);
    const { cn, o } = c.var.client;
    const outcome = await c.env.logins.logIn({ ...form, subject: { cn, o } });
    switch (outcome.kind) {
      case "locked":
        c.header("Retry-After", String(outcome.retryAfter));
        return await failed(c, "locked", 429, form.user);
      case "wrong":
        return await failed(c, "wrong", 403, form.user);
      case "other-tenant":
        return await refuse(c, "other-tenant", 403);
      case "opened":
        keepSession(c, outcome.token);
        return redirect(c, "/menu");
    }
  },
);

/** Shows the login page again, with the reason and the user name that was entered. */
async function failed(c: Context<Environment>, failure: LoginFailure, status: PageStatus, user = ""): Promise<Response> {
  const texts = textsOf(c);
  const { cn, o } = c.var.client;
  const title = `${texts.login.error}: ${texts.login.title}`;
  return await answerPage(c, "login", { title, main: loginView(texts, { cn, o, user, failure }), status });
}

/** Reads the login form; undefined if the body has another media type or is not this form. */
async function readForm(request: HonoRequest): Promise<v.InferOutput<typeof LoginForm> | undefined> {
  // parseBody reads multipart/form-data as well, which no page of this app sends.
  if (!/^application\/x-www-form-urlencoded(;|$)/.test(request.header("Content-Type") ?? "")) return undefined;
  const form = v.safeParse(LoginForm, await request.parseBody());
  return form.success ? form.output : undefined;
}
