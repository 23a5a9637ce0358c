import * as v from "valibot";
import { consolePaths } from "../../../protocol/console/paths.ts";
import { ViewOrder } from "../../../protocol/console/views.ts";
import { forgetView, saveView, viewsOf } from "../../issuance/administration/own-views.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { refusedBodies, type Described, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson, answerNothing } from "../http/answer.ts";
import { readJson } from "../http/json-body.ts";
import { refusedAdministrators, requireAdministrator } from "./caller.ts";

/** Name and parameters at their longest, with every character escaped. */
const viewLimit = 32_768;

const ViewId = v.pipe(v.string(), v.uuid());
const viewParameter: Readonly<Record<string, Described>> = { view: { type: "string", format: "uuid" } };
const saved = { description: "The saved view.", content: { "application/json": schemaOf("SavedView") } };
const request = { required: true, content: { "application/json": schemaOf("ViewOrder") } } as const;

/** The views of one's own account. */
export const listViews: Operation = {
  id: "listViews",
  method: "get",
  path: consolePaths.views,
  summary: "List the views of the certificates that this account has saved",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  answers: { 200: { description: "The views.", content: { "application/json": schemaOf("ViewList") } } },
  refusals: refusedAdministrators,
  handler: (surroundings) => async (c) => {
    const by = await requireAdministrator(surroundings, c, { now: surroundings.clock(), atLeast: "viewer" });
    return answerJson({ views: await viewsOf(surroundings.service, by) });
  },
};

/** Saves one more. */
export const addView: Operation = {
  id: "addView",
  method: "post",
  path: consolePaths.views,
  summary: "Save a view of the certificates under a name",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["act"],
  request,
  answers: { 200: saved },
  refusals: [...refusedAdministrators, ...refusedBodies, "view-exists", "views-exceeded"],
  handler: (surroundings) => async (c) => {
    const view = await readJson(c.env.incoming, ViewOrder, viewLimit);
    const by = await requireAdministrator(surroundings, c, { now: surroundings.clock(), atLeast: "viewer" });
    return answerJson(await saveView(surroundings.service, by, view));
  },
};

/** Saves another list under the name, or gives the view another name. */
export const changeView: Operation = {
  id: "changeView",
  method: "put",
  path: consolePaths.view,
  summary: "Change a saved view, or its name",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["act"],
  parameters: viewParameter,
  request,
  answers: { 200: saved },
  refusals: [...refusedAdministrators, ...refusedBodies, "not-found", "view-exists"],
  handler: (surroundings) => async (c) => {
    const view = await readJson(c.env.incoming, ViewOrder, viewLimit);
    const by = await requireAdministrator(surroundings, c, { now: surroundings.clock(), atLeast: "viewer" });
    return answerJson(await saveView(surroundings.service, by, view, c.req.param("view") ?? ""));
  },
};

/** Removes one. */
export const removeView: Operation = {
  id: "removeView",
  method: "delete",
  path: consolePaths.view,
  summary: "Remove a saved view",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["act"],
  parameters: viewParameter,
  answers: { 204: { description: "It is removed." } },
  refusals: [...refusedAdministrators, "not-found"],
  handler: (surroundings) => async (c) => {
    const by = await requireAdministrator(surroundings, c, { now: surroundings.clock(), atLeast: "viewer" });
    const id = v.safeParse(ViewId, c.req.param("view"));
    if (!id.success) throw new Refusal("not-found");
    await forgetView(surroundings.service, by, id.output);
    return answerNothing();
  },
};
