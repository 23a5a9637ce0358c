import { sql, type RawBuilder } from "kysely";

/** The time after which the process that claimed a notice and has not settled it must have ended, in milliseconds. */
const abandonedAfter = 60_000;

/** The state of a notice: one that is `failing` will be retried, one that is `unknown` may have been delivered. */
export type NoticeState = "waiting" | "failing" | "refused" | "unknown" | "delivered" | "dropped" | "sending";

/** The state of a row of `notices`, or of `person_notices`, at a moment, in SQL. */
export function noticeStateAt(now: number, table: "notices" | "personNotices" = "notices"): RawBuilder<NoticeState> {
  const [state, nextAt, attempts] = [sql.ref(`${table}.state`), sql.ref(`${table}.nextAt`), sql.ref(`${table}.attempts`)];
  return sql<NoticeState>`case
    when ${state} = 'sending' and abs(${nextAt} - ${now}) > ${abandonedAfter} then 'unknown'
    when ${state} = 'waiting' and ${attempts} > 0 then 'failing'
    else ${state} end`;
}
