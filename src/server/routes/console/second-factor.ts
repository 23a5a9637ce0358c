import { consolePaths } from "../../../protocol/console/paths.ts";
import { SecondFactor } from "../../../protocol/console/session.ts";
import * as enrolment from "../../accounts/second-factor/enrolment.ts";
import { giveSecondFactor } from "../../accounts/second-factor/give-second-factor.ts";
import { presenceOf } from "../../accounts/sessions/sessions.ts";
import { refusedBodies, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson } from "../http/answer.ts";
import { placeOf } from "../http/environment.ts";
import { readJson } from "../http/json-body.ts";
import { keepToken, refusedAtSites, requireSession, tokenIn } from "./caller.ts";
import { sessionOf } from "./session.ts";

/** In bytes. */
const bodyLimit = 1024;

const code = { required: true, content: { "application/json": schemaOf("SecondFactor") } };
const refusedCodes = ["second-factor-wrong", "login-locked"] as const;

/** The second step of a login; in a complete session, the second factor once more. */
export const secondFactor: Operation = {
  id: "secondFactor",
  method: "post",
  path: consolePaths.secondFactor,
  summary: "Give the second factor: to complete the login, or once more before secrets are handed out",
  description:
    "Each code is accepted once. After the login, one more code confirms for five minutes that its holder is there; the login's own code does not count. The completed session has another cookie.",
  hosts: ["console", "operator"],
  authentication: ["session"],
  scopes: "none",
  request: code,
  answers: { 200: { description: "The complete session.", content: { "application/json": schemaOf("Session") } } },
  refusals: [...refusedAtSites, ...refusedBodies, "not-logged-in", ...refusedCodes, "second-factor-needed"],
  handler: (surroundings) => async (c) => {
    const given = await readJson(c.env.incoming, SecondFactor, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    const session = await requireSession(surroundings, c, now);
    const token = await giveSecondFactor(service, session, given, placeOf(c), now);
    const present = await sessionOf(service, token ?? tokenIn(c) ?? "", presenceOf(session), now);
    return answerJson(present, token === undefined ? {} : { headers: keepToken(token) });
  },
};

/** Begins to set up a second factor. */
export const beginEnrolment: Operation = {
  id: "beginEnrolment",
  method: "post",
  path: consolePaths.enrolment,
  summary: "Begin to set up a second factor",
  description:
    "The secret for an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds), at the first login, or in the place of the one in use after a code of that one. It comes into use with its first code.",
  hosts: ["console", "operator"],
  authentication: ["session"],
  scopes: "none",
  answers: { 200: { description: "The secret, shown once.", content: { "application/json": schemaOf("Enrolment") } } },
  refusals: [...refusedAtSites, "not-logged-in", "second-factor-needed"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    return answerJson(await enrolment.beginEnrolment(surroundings.service, await requireSession(surroundings, c, now), now));
  },
};

/** Completes the setting up. */
export const confirmEnrolment: Operation = {
  id: "confirmEnrolment",
  method: "post",
  path: consolePaths.confirmation,
  summary: "Complete the setting up of a second factor with its first code",
  hosts: ["console", "operator"],
  authentication: ["session"],
  scopes: "none",
  request: code,
  answers: {
    200: {
      description: "The complete session, and recovery codes, which are shown once and are valid once each.",
      content: { "application/json": schemaOf("RecoveryCodes") },
    },
  },
  refusals: [...refusedAtSites, ...refusedBodies, "not-logged-in", ...refusedCodes, "second-factor-needed", "mails-exceeded"],
  handler: (surroundings) => async (c) => {
    const given = await readJson(c.env.incoming, SecondFactor, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    const session = await requireSession(surroundings, c, now);
    const { token, recoveryCodes } = await enrolment.completeEnrolment(service, session, given.code, placeOf(c), now);
    const present = await sessionOf(service, token ?? tokenIn(c) ?? "", presenceOf(session), now);
    return answerJson({ session: present, recoveryCodes }, token === undefined ? {} : { headers: keepToken(token) });
  },
};
