import { sql, type RawBuilder } from "kysely";

/** A process that took a notice and has not settled it for so long, in milliseconds, has ended in between. */
const abandonedAfter = 60_000;

/** What has become of a notice: `failing` waits to be tried again, what `unknown` is may have arrived. */
export type NoticeState = "waiting" | "failing" | "refused" | "unknown" | "delivered" | "dropped" | "sending";

/** The state of a row of `notices` at a moment, in SQL. */
export function noticeStateAt(now: number): RawBuilder<NoticeState> {
  return sql<NoticeState>`case
    when notices.state = 'sending' and abs(notices.next_at - ${now}) > ${abandonedAfter} then 'unknown'
    when notices.state = 'waiting' and notices.attempts > 0 then 'failing'
    else notices.state end`;
}
