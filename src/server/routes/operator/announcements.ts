import * as v from "valibot";
import { AnnouncementOrder, AnnouncementQuery, longPageLength, operatorPaths } from "../../../protocol/console/operators.ts";
import { announce, announcerOf, withdraw } from "../../issuance/administration/announce.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { findAnnouncement, listAnnouncements } from "../../store/notices/announcements.ts";
import { findTenant } from "../../store/tenants.ts";
import { refusedOperators, requireSystemOperator } from "../console/caller.ts";
import { refusedBodies, type SystemOperation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson, answerNothing } from "../http/answer.ts";
import { readJson } from "../http/json-body.ts";

const forOperators = { hosts: ["operator"], authentication: ["system-session"] } as const;

/** In bytes: 4000 characters, each escaped. */
const bodyLimit = 32_768;

/** 管理者からのお知らせ, of all tenants. */
export const listAllAnnouncements: SystemOperation = {
  ...forOperators,
  id: "listAllAnnouncements",
  method: "get",
  path: operatorPaths.announcements,
  summary: "List the announcements to tenants' administrators, the latest first",
  query: {
    before: { description: "Only those before this one, by its number.", schema: { type: "string", pattern: "^[1-9]\\d{0,14}$" } },
  },
  answers: { 200: { description: "A page of them.", content: { "application/json": schemaOf("AnnouncementList") } } },
  refusals: [...refusedOperators, "request-malformed"],
  handler: (surroundings) => async (c) => {
    await requireSystemOperator(surroundings, c, { now: surroundings.clock() });
    const query = v.safeParse(AnnouncementQuery, c.req.query());
    if (!query.success) throw new Refusal("request-malformed", { by: "query" });
    const { before } = query.output;
    const last = before === undefined ? undefined : { number: before };
    const rows = await listAnnouncements(surroundings.service.store, last, longPageLength + 1);
    const announcements = rows.slice(0, longPageLength).map(({ announcedAt, announcedBy, ...facts }) => {
      return { ...facts, at: new Date(announcedAt).toISOString(), by: announcerOf({ announcedBy }) };
    });
    return answerJson({ announcements, more: rows.length > longPageLength });
  },
};

/** Announces something. */
export const announceToTenants: SystemOperation = {
  ...forOperators,
  id: "announceToTenants",
  method: "post",
  path: operatorPaths.announcements,
  summary: "Announce something to the administrators of one tenant, or of all",
  request: { required: true, content: { "application/json": schemaOf("AnnouncementOrder") } },
  answers: { 200: { description: "Its number.", content: { "application/json": schemaOf("Announced") } } },
  refusals: [...refusedOperators, ...refusedBodies, "not-found"],
  handler: (surroundings) => async (c) => {
    const order = await readJson(c.env.incoming, AnnouncementOrder, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    const { actor, requireStill } = await requireSystemOperator(surroundings, c, { now });
    if (order.tenant !== null && (await findTenant(service.store, order.tenant)) === undefined) throw new Refusal("not-found");
    return answerJson({ number: await announce(service, order, { actor, now, requireStill }) });
  },
};

/** Takes one back. */
export const withdrawAnnouncement: SystemOperation = {
  ...forOperators,
  id: "withdrawAnnouncement",
  method: "delete",
  path: operatorPaths.announcement,
  summary: "Take an announcement back",
  parameters: { number: { type: "string", pattern: "^[1-9]\\d{0,8}$" } },
  answers: { 204: { description: "It is no longer shown." } },
  refusals: [...refusedOperators, "not-found"],
  handler: (surroundings) => async (c) => {
    const { service, clock } = surroundings;
    const now = clock();
    const { actor, requireStill } = await requireSystemOperator(surroundings, c, { now });
    const [number = ""] = /^[1-9]\d{0,8}$/.exec(c.req.param("number") ?? "") ?? [];
    if (number === "" || !(await findAnnouncement(service.store, Number(number)))) throw new Refusal("not-found");
    await withdraw(service, Number(number), { actor, now, requireStill });
    return answerNothing();
  },
};
