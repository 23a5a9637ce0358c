import { NoticeAddressList, TestMessage } from "../../protocol/console/notice-addresses.ts";
import { consolePaths } from "../../protocol/console/paths.ts";
import type { Service } from "../ask.ts";
import { call, callFor, fillPath } from "./call.ts";

/** The time for the mail server's answer, besides the service's, in milliseconds. */
const mailTime = 60_000;

/** Where the organisation's notices are sent. @throws as `call` does */
export async function askNoticeAddresses(service: Service): Promise<NoticeAddressList> {
  return await callFor(service, NoticeAddressList, consolePaths.noticeAddresses);
}

/** Adds a mail address. @throws AdministrationError `rule-fixed`, `notice-addresses-exceeded`, and as `call` does */
export async function addNoticeAddress(service: Service, mail: string): Promise<NoticeAddressList> {
  return await callFor(service, NoticeAddressList, consolePaths.noticeAddresses, { method: "POST", body: { mail } });
}

/** Removes a mail address, which is told. @throws AdministrationError `not-found`, `rule-fixed`, and as `call` does */
export async function removeNoticeAddress(service: Service, address: string): Promise<void> {
  await call(service, fillPath(consolePaths.noticeAddress, { address }), { method: "DELETE", timeout: mailTime });
}

/**
 * Sends a test message to a mail address.
 *
 * @throws AdministrationError `not-found`, `test-messages-exceeded`, and as `call` does
 */
export async function sendTestMessage(service: Service, address: string): Promise<TestMessage> {
  const asked = { method: "POST", body: {}, timeout: mailTime } as const;
  return await callFor(service, TestMessage, fillPath(consolePaths.noticeTest, { address }), asked);
}
