import { generateCookie, getCookie } from "hono/cookie";
import { consolePaths } from "../../../protocol/console/paths.ts";
import { NamedProvider, SignIn } from "../../../protocol/console/single-sign-on.ts";
import { hashInvitationToken } from "../../accounts/invitations/invitation-token.ts";
import { hashSessionToken } from "../../accounts/sessions/sessions.ts";
import { beginSignIn } from "../../accounts/single-sign-on/begin-sign-in.ts";
import { completeSignIn } from "../../accounts/single-sign-on/complete-sign-in.ts";
import { providerLogOut } from "../../accounts/single-sign-on/provider-log-out.ts";
import { signInTime } from "../../accounts/single-sign-on/sign-in-token.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { providersOf } from "../../settings/identity-providers.ts";
import { refusedBodies, refusedCertificates, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { addressesOf } from "../http/addresses.ts";
import { answerJson, answerNothing } from "../http/answer.ts";
import { placeOf, requireCaller, type Surroundings } from "../http/environment.ts";
import { readJson } from "../http/json-body.ts";
import { keepToken, tokenIn } from "./caller.ts";

/** In bytes. */
const bodyLimit = 1024;

/** The name of the cookie of a login at a provider, without its prefix `__Host-`. */
const cookie = "sign-in";
/** Lax: it comes along when the provider sends the browser back, which the session's cookie does not. */
const attributes = { prefix: "host", path: "/", secure: true, httpOnly: true, sameSite: "Lax" } as const;

/** The identity providers of an organisation. */
export const listProviders: Operation = {
  id: "listProviders",
  method: "get",
  path: consolePaths.signIn,
  summary: "List the identity providers with which the organisation's administrators may log in",
  hosts: ["console"],
  authentication: ["certificate"],
  answers: { 200: { description: "The providers.", content: { "application/json": schemaOf("ProviderList") } } },
  refusals: [...refusedCertificates, "cross-site"],
  handler: (surroundings) => async (c) => {
    const { tenant } = await requireCaller(surroundings, c, surroundings.clock());
    const providers = providersOf(surroundings.service.settings, tenant).map(({ id, name }) => ({ id, name }));
    return answerJson({ providers });
  },
};

/** Begins a login at an identity provider. */
export const beginProviderLogIn: Operation = {
  id: "beginProviderLogIn",
  method: "post",
  path: consolePaths.signIn,
  summary: "Begin to log in at an identity provider",
  description:
    "With an invitation, the provider's identity is linked to the invited account, which then needs no password. The answer's cookie is valid for ten minutes, and comes back with the browser.",
  hosts: ["console"],
  authentication: ["certificate"],
  request: { required: true, content: { "application/json": schemaOf("SignIn") } },
  answers: { 200: { description: "Where the browser goes next.", content: { "application/json": schemaOf("SignInBegun") } } },
  refusals: [...refusedCertificates, ...refusedBodies, "cross-site", "not-found", "provider-unavailable"],
  handler: (surroundings) => async (c) => {
    const { provider, invitation } = await readJson(c.env.incoming, SignIn, bodyLimit);
    const now = surroundings.clock();
    const { cn, tenant: o } = await requireCaller(surroundings, c, now);
    const earlier = tokenIn(c);
    const intention = {
      provider,
      purpose: invitation === undefined ? ("login" as const) : ("invitation" as const),
      session: earlier === undefined ? null : hashSessionToken(earlier),
      invitation: invitation === undefined ? null : hashInvitationToken(invitation),
      subject: { cn, o },
      callback: originOf(surroundings) + consolePaths.signedIn,
    };
    const { location, token } = await beginSignIn(surroundings.service, intention, now);
    return answerJson({ location }, { headers: keepSignIn(token) });
  },
};

/** The way back from an identity provider. */
export const completeProviderLogIn: Operation = {
  id: "completeProviderLogIn",
  method: "get",
  path: consolePaths.signedIn,
  summary: "Complete a login at an identity provider, which sends the browser here",
  description:
    "The page that follows asks for its session itself: the session's cookie does not come with a navigation that another site has begun. A refusal's code is in the page's address.",
  hosts: ["console"],
  authentication: ["certificate"],
  query: {
    code: { description: "The provider's code.", schema: { type: "string" } },
    state: { description: "What was sent to the provider.", schema: { type: "string" } },
    iss: { description: "The provider (RFC 9207).", schema: { type: "string" } },
    error: { description: "Why the provider refuses.", schema: { type: "string" } },
  },
  answers: {
    303: { description: "The browser goes on to the page.", headers: { Location: "The page of the administrators' site." } },
  },
  refusals: [],
  handler: (surroundings) => async (c) => {
    const origin = originOf(surroundings);
    const goTo = (fragment: string, headers: HeadersInit = {}): Response => {
      const answered = answerNothing({ status: 303, headers: { Location: `${origin}/${fragment}` } });
      for (const [name, value] of new Headers(headers)) answered.headers.append(name, value);
      answered.headers.append("Set-Cookie", keepSignIn(undefined)["Set-Cookie"]);
      return answered;
    };
    const now = surroundings.clock();
    try {
      const { cn, tenant: o } = await requireCaller(surroundings, c, now);
      const url = new URL(c.req.path, origin);
      url.search = new URL(c.req.url).search;
      const back = { token: getCookie(c, cookie, "host"), url, subject: { cn, o } };
      const { purpose, token } = await completeSignIn(surroundings.service, back, placeOf(c), now);
      if (purpose === "link") return goTo("#/own-account");
      return goTo("", keepToken(token));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      surroundings.log.info({ code: error.code, err: error.cause }, "A login at an identity provider was refused.");
      c.env.code = error.code;
      return goTo(`#/sign-in/${error.code}`);
    }
  },
};

/** Where to log out of the provider, too. */
export const logOutOfProvider: Operation = {
  id: "logOutOfProvider",
  method: "post",
  path: consolePaths.providerLogOut,
  summary: "Where to log out of the identity provider, too, if the settings say so",
  hosts: ["console"],
  authentication: ["certificate"],
  request: { required: true, content: { "application/json": schemaOf("NamedProvider") } },
  answers: { 200: { description: "Where the browser goes next.", content: { "application/json": schemaOf("ProviderLogOut") } } },
  refusals: [...refusedCertificates, ...refusedBodies, "cross-site", "not-found", "provider-unavailable"],
  handler: (surroundings) => async (c) => {
    const { provider: id } = await readJson(c.env.incoming, NamedProvider, bodyLimit);
    const now = surroundings.clock();
    const { tenant } = await requireCaller(surroundings, c, now);
    return answerJson({
      location: await providerLogOut(surroundings.service, { id, tenant }, `${originOf(surroundings)}/`, now),
    });
  },
};

/** The header that gives the browser the token of a login at a provider, or removes it. */
export function keepSignIn(token: string | undefined): { readonly "Set-Cookie": string } {
  const maxAge = token === undefined ? 0 : signInTime / 1000;
  return { "Set-Cookie": generateCookie(cookie, token ?? "", { ...attributes, maxAge }) };
}

/** The origin of the administrators' site, which answers. */
export function originOf({ service, port, recoveryPort }: Surroundings): string {
  const { console: origin } = addressesOf(service.settings, port(), recoveryPort());
  if (origin === undefined) throw new Refusal("not-found");
  return origin;
}
