import * as v from "valibot";
import { mailAddressForm } from "../../core/mail-address.ts";

const Moment = v.pipe(v.string(), v.isoTimestamp());

/** How many addresses an organisation has at most. */
export const mostNoticeAddresses = 20;

/** Where an organisation's notices are sent. */
const NoticeAddress = v.object({
  /** In the address of its operations. */
  id: v.string(),
  /** Webhooks are the operators' affair: they are shown, but not changed here. */
  channel: v.picklist(["mail", "webhook"]),
  /** A mail address, or the host of a webhook. */
  address: v.string(),
  addedAt: Moment,
  /** The last test message: how it failed, or null if the mail server accepted it. Null if there was none. */
  tried: v.nullable(v.object({ at: Moment, failure: v.nullable(v.string()) })),
});
export type NoticeAddress = v.InferOutput<typeof NoticeAddress>;

/** The answer of `GET /api/tenant/notice-addresses`. */
export const NoticeAddressList = v.object({
  addresses: v.array(NoticeAddress),
  /** Whether only the service's operators change them. */
  fixed: v.boolean(),
  /** Whether the service can send mail at all. */
  mailServer: v.boolean(),
});
export type NoticeAddressList = v.InferOutput<typeof NoticeAddressList>;

/** The body of `POST /api/tenant/notice-addresses`. */
export const NewNoticeAddress = v.strictObject({ mail: v.pipe(v.string(), v.maxLength(320), v.regex(mailAddressForm)) });
export type NewNoticeAddress = v.InferOutput<typeof NewNoticeAddress>;

/** The answer of `POST /api/tenant/notice-addresses/{address}/test`. */
export const TestMessage = v.object({
  at: Moment,
  /** `unknown`: the connection broke before the mail server's answer. */
  outcome: v.picklist(["delivered", "refused", "unknown"]),
  /** How it failed: `SMTP 550`, a network or TLS error code, `mail-not-configured`, `mail-password-missing`. */
  failure: v.nullable(v.string()),
});
export type TestMessage = v.InferOutput<typeof TestMessage>;
