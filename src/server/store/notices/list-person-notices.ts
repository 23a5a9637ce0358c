import { sql } from "kysely";
import type { PersonNoticeRow, Store } from "../database/schema.ts";
import { noticeStateAt, type NoticeState } from "./notice-state.ts";

/** A listed mail to a person about their account. */
export type ListedPersonNotice = Omit<PersonNoticeRow, "state"> & { readonly state: NoticeState };

/** A page of these mails in the order of when they are due or were last attempted, after one of them. */
export async function listPersonNotices(
  store: Store,
  { tenant, state }: { readonly tenant?: string | undefined; readonly state?: NoticeState | undefined },
  after: ListedPersonNotice | undefined,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<ListedPersonNotice[]> {
  const stateNow = noticeStateAt(now, "personNotices");
  return await store
    .selectFrom("personNotices")
    .select(["id", "tenant", "account", "kind", "about", "actor", "address", "happenedAt", "attempts", "nextAt", "failure"])
    .select(stateNow.as("state"))
    .$if(after !== undefined, (query) => query.where(sql<boolean>`(next_at, id) > (${after?.nextAt}, ${after?.id})`))
    .$if(tenant !== undefined, (query) => query.where("tenant", "=", tenant ?? ""))
    .$if(state !== undefined, (query) => query.where(sql<boolean>`${stateNow} = ${state}`))
    .$if(state === undefined, (query) => query.where("state", "not in", ["delivered", "dropped"]))
    .orderBy("nextAt")
    .orderBy("id")
    .limit(limit)
    .execute();
}
