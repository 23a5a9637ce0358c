import { randomUUID } from "node:crypto";
import type { RefusalCode } from "../../protocol/console/problem.ts";
import { actorOfAccount } from "../accounts/audit-account.ts";
import { includes } from "../accounts/sessions/administrator-session.ts";
import { actorOfToken, isStillValid } from "../accounts/tokens/token-bearer.ts";
import type { Administrator } from "../issuance/administration/administrator.ts";
import { findAccountRow, type AccountIdentity } from "../store/accounts/account-rows.ts";
import { appendAudit } from "../store/audit/audit.ts";
import type { JobRecord, Store, StoreTransaction } from "../store/database/schema.ts";
import { endJob } from "../store/jobs/end-job.ts";
import { delayRow, findNextRetry, finishRow, isPending } from "../store/jobs/job-rows.ts";
import { countRow, findJob, findJobToServe, updateJob } from "../store/jobs/jobs.ts";
import { findTenant } from "../store/tenants.ts";
import { transact } from "../store/transact.ts";
import { leaseTime, longestPause } from "./job-limits.ts";
import { operatorsAccount } from "./operators.ts";

/** Thrown in a transaction of a job that was stopped, or that another process has taken over: nothing is written. */
export class JobLost extends Error {
  override readonly name = "JobLost";
}

/** Thrown in a transaction of a job whose account may not do it any more. */
class JobNotPermitted extends Error {
  override readonly name = "JobNotPermitted";
  readonly code: RefusalCode;

  constructor(code: RefusalCode) {
    super("The account of the job may not do this any more.");
    this.code = code;
  }
}

/** A job that this process works on, and no other one. Each of its transactions makes sure that this is still so. */
export class LeasedJob {
  readonly job: JobRecord;
  readonly #store: Store;
  readonly #holder: string;
  readonly #clock: () => Date;

  private constructor(store: Store, job: JobRecord, holder: string, clock: () => Date) {
    this.#store = store;
    this.job = job;
    this.#holder = holder;
    this.#clock = clock;
  }

  /** Takes the job that is to be worked on next; undefined if there is nothing to do. */
  static async take(store: Store, clock: () => Date): Promise<LeasedJob | undefined> {
    const longest = Math.max(leaseTime, longestPause);
    const next = async (at: Store): Promise<JobRecord | undefined> => await findJobToServe(at, { now: clock().getTime(), longest });
    // Usually there is none, and no transaction is needed to find out.
    if ((await next(store)) === undefined) return undefined;
    const holder = randomUUID();
    const job = await transact(store, async (transaction) => {
      const found = await next(transaction);
      if (found === undefined) return undefined;
      const now = clock().getTime();
      await updateJob(transaction, found.id, { leaseHolder: holder, leaseUntil: now + leaseTime, servedAt: now });
      return found;
    });
    return job && new LeasedJob(store, job, holder, clock);
  }

  /** Who acts on a row: the account that started the job, with what it may do by then. */
  actorFor(row: number): Administrator & { readonly hasActed: () => boolean } {
    const { tenant, account, token } = this.job;
    let acted = false;
    return {
      ...{ user: account === operatorsAccount ? "operator" : account, actor: this.#actor(), tenant, inBackground: true },
      requireStill: async (transaction) => {
        acted = false;
        await this.#requireLease(transaction);
        if (!(await isPending(transaction, this.job.id, row))) throw new JobLost();
        if (account !== operatorsAccount) await requireOperator(transaction, { tenant, name: account });
        if ((await findTenant(transaction, tenant))?.closedAt !== null) throw new JobNotPermitted("tenant-closed");
        if (token !== null && !(await isStillValid(transaction, { tenant, id: token }, this.#clock())))
          throw new JobNotPermitted("token-not-valid");
      },
      acted: async (transaction, issued) => {
        await this.#finishRow(transaction, row, { state: "done", code: null, issued: issued ?? null });
        acted = true;
      },
      hasActed: () => acted,
    };
  }

  /** Keeps other processes from taking over while a row takes long. @throws JobLost if one has */
  async extend(): Promise<void> {
    const leaseUntil = this.#now() + leaseTime;
    await this.#inLease(async (transaction, { id }) => await updateJob(transaction, id, { leaseUntil }));
  }

  /** Records that a row was done without a transaction of its own, because nothing was left to do. */
  async noteDone(row: number, issued: number | null): Promise<void> {
    await this.#inLease(async (transaction) => await this.#finishRow(transaction, row, { state: "done", code: null, issued }));
  }

  /** Records that a row was refused. */
  async noteRefused(row: number, code: RefusalCode): Promise<void> {
    await this.#inLease(async (transaction) => await this.#finishRow(transaction, row, { state: "refused", code, issued: null }));
  }

  /** Has a row wait, while the others go on. @param pause in milliseconds */
  async delayRow(row: number, pause: number): Promise<void> {
    const until = this.#now() + Math.min(pause, longestPause);
    await this.#inLease(async (transaction) => await delayRow(transaction, this.job.id, row, until));
  }

  /** Has all of the job wait for the end of a refusal. @param pause in milliseconds */
  async pause(because: RefusalCode, pause: number): Promise<void> {
    const pausedUntil = this.#now() + Math.min(pause, longestPause);
    await this.#inLease(async (transaction) => {
      await updateJob(transaction, this.job.id, { pausedUntil, pausedBecause: because });
    });
  }

  /** Ends the job, whose account may not do it any more. */
  async giveUp({ code }: JobNotPermitted): Promise<void> {
    await this.#inLease(async (transaction, job) => {
      await endJob(transaction, job, { stoppedBecause: code }, { actor: "service", now: this.#clock() });
    });
  }

  /** Leaves the job to whoever works on it next; finishes it if all of its rows are finished. */
  async release(): Promise<void> {
    await this.#inLease(async (transaction, { id, tenant, total, done, refused, skipped }) => {
      const free = { leaseHolder: null, leaseUntil: null };
      if (done + refused + skipped < total) {
        const retry = (await findNextRetry(transaction, id)) ?? 0;
        const delayed = retry > this.#now() ? ({ pausedUntil: retry, pausedBecause: "authority-delayed" } as const) : {};
        await updateJob(transaction, id, { ...free, ...delayed });
        return;
      }
      const now = this.#clock();
      await updateJob(transaction, id, { ...free, finishedAt: now.getTime() });
      const detail = { done, refused };
      await appendAudit(transaction, {
        at: now,
        actor: this.#actor(),
        action: "job-finished",
        object: `job ${id}`,
        detail,
        tenant,
      });
    });
  }

  async #finishRow(
    transaction: StoreTransaction,
    row: number,
    result: { readonly state: "done" | "refused"; readonly code: RefusalCode | null; readonly issued: number | null },
  ): Promise<void> {
    const { id } = this.job;
    if (!(await finishRow(transaction, id, row, { ...result, finishedAt: this.#now() }))) throw new JobLost();
    await countRow(transaction, id, result.state, this.#now() + leaseTime);
  }

  async #inLease(work: (transaction: StoreTransaction, job: JobRecord) => Promise<void>): Promise<void> {
    await transact(this.#store, async (transaction) => await work(transaction, await this.#requireLease(transaction)));
  }

  async #requireLease(transaction: StoreTransaction): Promise<JobRecord> {
    const job = await findJob(transaction, this.job.id);
    if (job?.leaseHolder !== this.#holder) throw new JobLost();
    return job;
  }

  #actor(): string {
    const { tenant, account, token } = this.job;
    if (account === operatorsAccount) return "operator";
    return token === null ? actorOfAccount({ tenant, name: account }) : actorOfToken({ tenant, account, id: token });
  }

  #now(): number {
    return this.#clock().getTime();
  }
}

/** @throws JobNotPermitted */
async function requireOperator(transaction: StoreTransaction, named: AccountIdentity): Promise<void> {
  const held = await findAccountRow(transaction, named);
  if (held === undefined || held.role === null || held.disabledAt !== null) throw new JobNotPermitted("not-logged-in");
  if (!includes(held.role, "operator")) throw new JobNotPermitted("role-insufficient");
}

/** Whether an error says that the account of a job may not do it any more. */
export function isNotPermitted(error: unknown): error is JobNotPermitted {
  return error instanceof JobNotPermitted;
}
