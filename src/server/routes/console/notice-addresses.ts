import { NewNoticeAddress } from "../../../protocol/console/notice-addresses.ts";
import { consolePaths } from "../../../protocol/console/paths.ts";
import { addOwnAddress, describeAddresses, removeOwnAddress, testOwnAddress } from "../../notices/own-addresses.ts";
import { refusedBodies, type Described, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson, answerNothing } from "../http/answer.ts";
import { requireEmptyBody } from "../http/empty-body.ts";
import { readJson } from "../http/json-body.ts";
import { refusedAdministrators, requireAdministrator } from "./caller.ts";

const addressLimit = 1024;
const addressParameter: Readonly<Record<string, Described>> = { address: { type: "string", pattern: "^[0-9a-f]{32}$" } };
const list = { description: "The addresses.", content: { "application/json": schemaOf("NoticeAddressList") } };

/** お知らせの送り先. */
export const listNoticeAddresses: Operation = {
  id: "listNoticeAddresses",
  method: "get",
  path: consolePaths.noticeAddresses,
  summary: "List where the organisation's notices are sent",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  answers: { 200: list },
  refusals: refusedAdministrators,
  handler: (surroundings) => async (c) => {
    const { tenant } = await requireAdministrator(surroundings, c, { now: surroundings.clock(), atLeast: "viewer" });
    return answerJson(await describeAddresses(surroundings.service, tenant));
  },
};

/** 追加. */
export const addNoticeAddress: Operation = {
  id: "addNoticeAddress",
  method: "post",
  path: consolePaths.noticeAddresses,
  summary: "Send the organisation's notices to one more mail address",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["policy"],
  request: { required: true, content: { "application/json": schemaOf("NewNoticeAddress") } },
  answers: { 200: list },
  refusals: [...refusedAdministrators, ...refusedBodies, "rule-fixed", "notice-addresses-exceeded"],
  handler: (surroundings) => async (c) => {
    const { mail } = await readJson(c.env.incoming, NewNoticeAddress, addressLimit);
    const now = surroundings.clock();
    const by = await requireAdministrator(surroundings, c, { now, atLeast: "administrator" });
    await addOwnAddress(surroundings.service, mail, { by, now });
    return answerJson(await describeAddresses(surroundings.service, by.tenant));
  },
};

/** 削除. */
export const removeNoticeAddress: Operation = {
  id: "removeNoticeAddress",
  method: "delete",
  path: consolePaths.noticeAddress,
  summary: "Send the organisation's notices to a mail address no longer, and tell it",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["policy"],
  parameters: addressParameter,
  answers: { 204: { description: "It is removed." } },
  refusals: [...refusedAdministrators, "not-found", "rule-fixed", "mails-exceeded"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const by = await requireAdministrator(surroundings, c, { now, atLeast: "administrator" });
    await removeOwnAddress(surroundings.service, c.req.param("address") ?? "", { by, now });
    return answerNothing();
  },
};

/** テストメッセージを送信. */
export const testNoticeAddress: Operation = {
  id: "testNoticeAddress",
  method: "post",
  path: consolePaths.noticeTest,
  summary: "Send a test message to a mail address of the organisation's notices",
  description: "Once a minute to each address, and ten times an hour to all of them.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["policy"],
  parameters: addressParameter,
  request: { required: false, content: { "application/json": { type: "object", maxProperties: 0 } } },
  answers: { 200: { description: "What came of it.", content: { "application/json": schemaOf("TestMessage") } } },
  refusals: [...refusedAdministrators, ...refusedBodies, "not-found", "rule-fixed", "test-messages-exceeded", "mails-exceeded"],
  handler: (surroundings) => async (c) => {
    await requireEmptyBody(c.env.incoming);
    const now = surroundings.clock();
    const by = await requireAdministrator(surroundings, c, { now, atLeast: "administrator" });
    return answerJson(await testOwnAddress(surroundings.service, c.req.param("address") ?? "", { by, now }));
  },
};
