import * as v from "valibot";
import { Job } from "../../protocol/console/jobs.ts";
import { OrderPreview, type Orders } from "../../protocol/console/orders.ts";
import { consolePaths } from "../../protocol/console/paths.ts";
import { RenewalError } from "../../protocol/failure.ts";
import type { Service } from "../ask.ts";
import { call, callFor } from "./call.ts";

/** Timeout in milliseconds where thousands of orders are judged. */
const judgingTimeout = 120_000;

/** What a file with orders would have issued. @throws AdministrationError `body-too-large`, and as `call` does */
export async function previewOrders(service: Service, content: Blob): Promise<OrderPreview> {
  const file = new Blob([content], { type: "text/csv" });
  const asked = { method: "POST", headers: { "Content-Type": "text/csv" }, file, timeout: judgingTimeout } as const;
  const response = await call(service, consolePaths.orderPreview, asked);
  // Thousands of rows are longer than other answers may be.
  const text = await response.text().catch((cause: unknown) => {
    throw new RenewalError("unreachable", "The connection broke during the response.", { cause });
  });
  const preview = v.safeParse(v.pipe(v.string(), v.parseJson(), OrderPreview), text);
  if (preview.success) return preview.output;
  throw new RenewalError("answer-malformed", "The response does not match its schema.");
}

/** Starts a job that issues them. @throws AdministrationError `orders-not-accepted`, `jobs-exceeded`, and as `call` does */
export async function orderCertificates(service: Service, orders: Orders): Promise<Job> {
  return await callFor(service, Job, consolePaths.orders, { method: "POST", body: orders, timeout: judgingTimeout });
}
