import { orderFileLimit, Orders } from "../../../protocol/console/orders.ts";
import { consolePaths } from "../../../protocol/console/paths.ts";
import { previewOrders } from "../../issuance/orders/preview-orders.ts";
import { describeJob } from "../../jobs/describe-jobs.ts";
import { startOrders } from "../../jobs/start-orders.ts";
import { refusedBodies, type Operation } from "../description/operation.ts";
import { schemaOf, text } from "../description/schemas.ts";
import { answerJson } from "../http/answer.ts";
import { readBody } from "../http/body.ts";
import { readJson } from "../http/json-body.ts";
import { refusedAdministrators, requireAdministrator } from "./caller.ts";

/** The octets of the largest file's orders in JSON. */
const ordersLimit = 4 * orderFileLimit;

/** CSVで一括発行: the preview. */
export const previewOrderFile: Operation = {
  id: "previewOrders",
  method: "post",
  path: consolePaths.orderPreview,
  summary: "Read a CSV file with certificates to issue, and say what is wrong with each row",
  description:
    "The header names the columns CN, device, remark, mail and kind, in English or Japanese; all but CN may be missing. UTF-8, Shift_JIS, or UTF-16 with a byte order mark; separated by commas, semicolons or tabs. Nothing is issued.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  request: { required: true, content: { "text/csv": text } },
  answers: { 200: { description: "The rows.", content: { "application/json": schemaOf("OrderPreview") } } },
  refusals: [...refusedAdministrators, ...refusedBodies],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    // Strangers do not have the service read megabytes.
    const { tenant } = await requireAdministrator(surroundings, c, { now, atLeast: "viewer" });
    const file = await readBody(c.env.incoming, "text/csv", orderFileLimit);
    return answerJson(await previewOrders(surroundings.service, file, { tenant, now }));
  },
};

/** CSVで一括発行. */
export const orderCertificates: Operation = {
  id: "orderCertificates",
  method: "post",
  path: consolePaths.orders,
  summary: "Issue first certificates of the organisation in the background",
  description:
    "The service makes the keys, and keeps them for the files. Each order is judged again when its turn comes, with the role that the account has by then; the job's rows have the orders' lines as their numbers.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["act"],
  request: { required: true, content: { "application/json": schemaOf("Orders") } },
  answers: { 200: { description: "The job.", content: { "application/json": schemaOf("Job") } } },
  refusals: [...refusedAdministrators, ...refusedBodies, "orders-not-accepted", "jobs-exceeded"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const by = await requireAdministrator(surroundings, c, { now, atLeast: "operator" });
    const orders = await readJson(c.env.incoming, Orders, ordersLimit);
    const job = await startOrders(surroundings.service, orders, { by, now });
    surroundings.wakeWork();
    return answerJson(describeJob(job, now));
  },
};
