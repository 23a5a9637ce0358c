import { consolePaths } from "../../../protocol/console/paths.ts";
import { NamedProvider } from "../../../protocol/console/single-sign-on.ts";
import { beginSignIn } from "../../accounts/single-sign-on/begin-sign-in.ts";
import { ownIdentities, unlinkOwnIdentity } from "../../accounts/single-sign-on/own-identities.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { refusedBodies, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson, answerNothing } from "../http/answer.ts";
import { readJson } from "../http/json-body.ts";
import { refusedAdministrators, requireAdministrator, requireConfirmed, requireSession } from "./caller.ts";
import { keepSignIn, originOf } from "./single-sign-on.ts";

/** In bytes. */
const bodyLimit = 1024;

/** The identities that are linked to one's own account. */
export const listOwnIdentities: Operation = {
  id: "listOwnIdentities",
  method: "get",
  path: consolePaths.identities,
  summary: "List the identities at identity providers that are linked to one's own account",
  hosts: ["console"],
  authentication: ["session"],
  scopes: "none",
  answers: { 200: { description: "The identities.", content: { "application/json": schemaOf("IdentityList") } } },
  refusals: refusedAdministrators,
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { tenant, user: name } = await requireAdministrator(surroundings, c, { now, atLeast: "viewer" });
    return answerJson(await ownIdentities(surroundings.service, { tenant, name }));
  },
};

/** Begins to link an identity. */
export const linkOwnIdentity: Operation = {
  id: "linkOwnIdentity",
  method: "post",
  path: consolePaths.identities,
  summary: "Begin to link an identity at an identity provider to one's own account",
  description:
    "Only for somebody who has logged in with their password, after the second factor once more. The answer's cookie is valid for ten minutes, and comes back with the browser.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: "none",
  request: { required: true, content: { "application/json": schemaOf("NamedProvider") } },
  answers: { 200: { description: "Where the browser goes next.", content: { "application/json": schemaOf("SignInBegun") } } },
  refusals: [...refusedAdministrators, ...refusedBodies, "not-found", "provider-unavailable", "password-login-needed"],
  handler: (surroundings) => async (c) => {
    const { provider } = await readJson(c.env.incoming, NamedProvider, bodyLimit);
    const now = surroundings.clock();
    await requireConfirmed(surroundings, c, { now, atLeast: "viewer" });
    const { cn, tenant: o, tokenHash: session, provider: by } = await requireSession(surroundings, c, now);
    if (by !== null) throw new Refusal("password-login-needed");
    const callback = originOf(surroundings) + consolePaths.signedIn;
    const intention = { provider, purpose: "link", session, invitation: null, subject: { cn, o }, callback } as const;
    const { location, token } = await beginSignIn(surroundings.service, intention, now);
    return answerJson({ location }, { headers: keepSignIn(token) });
  },
};

/** Unlinks an identity. */
export const removeOwnIdentity: Operation = {
  id: "removeOwnIdentity",
  method: "delete",
  path: consolePaths.identity,
  summary: "Unlink an identity from one's own account",
  description: "The account's other sessions end. The last one of an account without a password stays.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: "none",
  parameters: { identity: { type: "string", pattern: "^[0-9a-f]{64}$" } },
  answers: { 204: { description: "It is unlinked." } },
  refusals: [...refusedAdministrators, "not-found", "identity-last", "mails-exceeded"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { requireStill } = await requireConfirmed(surroundings, c, { now, atLeast: "viewer" });
    const session = await requireSession(surroundings, c, now);
    await unlinkOwnIdentity(surroundings.service, session, c.req.param("identity") ?? "", { requireStill, now });
    return answerNothing();
  },
};
