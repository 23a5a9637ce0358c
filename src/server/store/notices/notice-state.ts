import { sql, type RawBuilder } from "kysely";

/** The time after which the process that claimed a notice and has not settled it must have ended, in milliseconds. */
const abandonedAfter = 60_000;

/** The state of a notice: one that is `failing` will be retried, one that is `unknown` may have been delivered. */
export type NoticeState = "waiting" | "failing" | "refused" | "unknown" | "delivered" | "dropped" | "sending";

/** The state of a row of `notices` at a moment, in SQL. */
export function noticeStateAt(now: number): RawBuilder<NoticeState> {
  return sql<NoticeState>`case
    when notices.state = 'sending' and abs(notices.next_at - ${now}) > ${abandonedAfter} then 'unknown'
    when notices.state = 'waiting' and notices.attempts > 0 then 'failing'
    else notices.state end`;
}
