import { sql } from "kysely";
import type { CertificateRow, NoticeRow, Store } from "../database/schema.ts";
import { noticeStateAt, type NoticeState } from "./notice-state.ts";

/** A listed notice. */
export type ListedNotice = Omit<NoticeRow, "state"> &
  Pick<CertificateRow, "issuer" | "serial" | "tenant" | "cn"> & { readonly state: NoticeState };

/** A page of the notices in the order of when they are due or were last attempted, after one of them. */
export async function listNotices(
  store: Store,
  { tenant, state }: { readonly tenant?: string | undefined; readonly state?: NoticeState | undefined },
  after: ListedNotice | undefined,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<ListedNotice[]> {
  const stateNow = noticeStateAt(now);
  return await store
    .selectFrom("notices")
    .innerJoin("certificates", "certificates.number", "notices.certificate")
    .select(["notices.certificate", "notices.kind", "notices.channel", "notices.address", "notices.attempts", "notices.nextAt"])
    .select([
      "notices.failure",
      "certificates.issuer",
      "certificates.serial",
      "certificates.tenant",
      "certificates.cn",
      stateNow.as("state"),
    ])
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(notices.next_at, notices.certificate, notices.kind, notices.channel, notices.address) > (${after?.nextAt}, ${after?.certificate}, ${after?.kind}, ${after?.channel}, ${after?.address})`,
      ),
    )
    .$if(tenant !== undefined, (query) => query.where("certificates.tenant", "=", tenant ?? ""))
    .$if(state !== undefined, (query) => query.where(sql<boolean>`${stateNow} = ${state}`))
    .$if(state === undefined, (query) => query.where("notices.state", "not in", ["delivered", "dropped"]))
    .orderBy("notices.nextAt")
    .orderBy("notices.certificate")
    .orderBy("notices.kind")
    .orderBy("notices.channel")
    .orderBy("notices.address")
    .limit(limit)
    .execute();
}
