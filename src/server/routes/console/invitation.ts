import { AcceptedInvitation, ShownInvitation, type InvitedAccount } from "../../../protocol/console/accounts.ts";
import { consolePaths } from "../../../protocol/console/paths.ts";
import * as invitations from "../../accounts/invitations/accept-invitation.ts";
import { refusedBodies, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson } from "../http/answer.ts";
import { placeOf } from "../http/environment.ts";
import { readJson } from "../http/json-body.ts";
import { keepToken, refusedAtSites, requirePresence, tokenIn } from "./caller.ts";
import { sessionOf } from "./session.ts";

/** In bytes: a password of 256 characters, each escaped. */
const bodyLimit = 4096;

/** Says whom an invitation is for. */
export const showInvitation: Operation = {
  id: "showInvitation",
  method: "post",
  path: consolePaths.invitedAccount,
  summary: "Whom an invitation is for",
  description: "The invitation remains as it is.",
  hosts: ["console", "operator"],
  authentication: ["certificate"],
  request: { required: true, content: { "application/json": schemaOf("ShownInvitation") } },
  answers: { 200: { description: "The account.", content: { "application/json": schemaOf("InvitedAccount") } } },
  refusals: [...refusedAtSites, ...refusedBodies, "invitation-not-valid"],
  handler: (surroundings) => async (c) => {
    const { token } = await readJson(c.env.incoming, ShownInvitation, bodyLimit);
    const now = surroundings.clock();
    const present = await requirePresence(surroundings, c, now);
    const invited = await invitations.findInvited(surroundings.service.store, token, present, now);
    return answerJson(invited satisfies InvitedAccount);
  },
};

/** Takes the password that an invited person chooses. */
export const acceptInvitation: Operation = {
  id: "acceptInvitation",
  method: "post",
  path: consolePaths.invitation,
  summary: "Choose the password of an account with an invitation",
  description: "The invitation is used up. The answer's cookie is that of a session that serves only to set up the second factor.",
  hosts: ["console", "operator"],
  authentication: ["certificate"],
  request: { required: true, content: { "application/json": schemaOf("AcceptedInvitation") } },
  answers: { 200: { description: "The session, and its next step.", content: { "application/json": schemaOf("Session") } } },
  refusals: [...refusedAtSites, ...refusedBodies, "invitation-not-valid", "password-unfit", "not-logged-in"],
  handler: (surroundings) => async (c) => {
    const { token, password } = await readJson(c.env.incoming, AcceptedInvitation, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    const present = await requirePresence(surroundings, c, now);
    const acceptance = { token, password, present, earlier: tokenIn(c) };
    const opened = await invitations.acceptInvitation(service, acceptance, placeOf(c), now);
    return answerJson(await sessionOf(service, opened, present, now), { headers: keepToken(opened) });
  },
};
