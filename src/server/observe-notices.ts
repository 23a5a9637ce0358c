import type { Logger } from "pino";
import type { NoticeAttempt } from "./notices/send-notices.ts";
import type { PersonNoticeAttempt } from "./notices/send-person-notices.ts";

/** Counts the attempts to deliver notices, and logs those that fail. */
export function noticeObserver(
  metrics: { readonly observeNotice: (attempt: Pick<NoticeAttempt, "outcome" | "channel">) => void },
  log: Logger,
): (attempt: NoticeAttempt | PersonNoticeAttempt) => void {
  return (attempt) => {
    metrics.observeNotice(attempt);
    if (attempt.failure !== null) log.warn({ notice: attempt }, "notice not delivered");
  };
}
