import { Command, Option } from "commander";
import { jobRowStates, type Job, type JobRowState } from "../../../protocol/console/jobs.ts";
import type { Service } from "../../issuance/service.ts";
import { requireTenant } from "../../issuance/tenants.ts";
import { describeJob } from "../../jobs/describe-jobs.ts";
import { operators } from "../../jobs/operators.ts";
import { stopJob } from "../../jobs/stop-job.ts";
import { openRecords } from "../../service/open-service.ts";
import { pagesOf } from "../../store/database/pages.ts";
import type { JobRecord, Store } from "../../store/database/schema.ts";
import { readJobRows, type DescribedRow } from "../../store/jobs/job-rows.ts";
import { findJob, readJobs } from "../../store/jobs/jobs.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { interruptible } from "../line/interruption.ts";
import { pageLength, printList, type Facts } from "../line/print-list.ts";
import { printResult } from "../line/print-result.ts";
import { listingCommand, serviceCommand, type ServiceOptions } from "../line/service-command.ts";
import { followJob } from "./follow-job.ts";
import { jobInWords } from "./job-in-words.ts";
import { readId } from "./selection-options.ts";
import { startCommands } from "./start-commands.ts";

const jobOption = ["--job <id>", "the job, by its id in koshin job list", readId] as const;

interface JobOptions extends ServiceOptions {
  readonly job: string;
}

/** `koshin job`. */
export function jobCommand(): Command {
  const group = new Command("job").description(
    "Do something to several certificates of a tenant, or to all that a search finds, as the administrators' site does: the running service works on it. List, follow and stop such jobs.",
  );
  for (const command of [...startCommands(), listCommand(), showCommand(), resultsCommand(), stopCommand()])
    group.addCommand(command);
  return group.addHelpText("after", "\nExample:\n  koshin job renew --data /var/lib/koshin --tenant u00000014 --ends-within 30");
}

function listCommand(): Command {
  return listingCommand("job list", "List the jobs, also those of administrators, the latest first.", "--tenant u00000014")
    .option("--tenant <name>", "only this tenant's")
    .action(async ({ data, database, tenant, json }: ServiceOptions & { readonly tenant?: string }) => {
      await using records = await openRecords(data, { database });
      if (tenant !== undefined) await requireTenant(records.store, tenant);
      const now = new Date();
      await printList(jobPages(records.store, tenant), (job) => listedFacts(job, now), {
        json: json === true,
        none: "There are no jobs.",
      });
    });
}

async function* jobPages(store: Store, tenant: string | undefined): AsyncGenerator<readonly JobRecord[]> {
  for (let skip = 0; ; skip += pageLength) {
    const page = await readJobs(store, tenant, { skip, limit: pageLength });
    yield page;
    if (page.length < pageLength) return;
  }
}

function listedFacts(record: JobRecord, now: Date): Facts {
  const { id, act, by, startedAt, state, total, done, refused, skipped, finishedAt } = describeJob(record, now);
  return {
    ...{ startedAt, id, tenant: record.tenant, act: act.kind, state, total, done, refused, skipped },
    ...{ by: by === "" ? null : by, finishedAt },
  };
}

function showCommand(): Command {
  const id = "3f1c9f52-6f0e-4d0e-9b57-0c8f0f5f6a11";
  return serviceCommand("job show", "Show a job: what it does, for whom, how far it is, and why it waits.", `--job ${id}`)
    .requiredOption(...jobOption)
    .option("--wait", "wait for its end; it then fails (1) unless everything was done")
    .action(async ({ data, database, job: id, wait, json }: JobOptions & { readonly wait?: true }) => {
      await interruptible(async (interruption) => {
        await using records = await openRecords(data, { database });
        await requireJob(records, id);
        if (wait === true) await followJob(records, id, interruption);
        printJob(await requireJob(records, id), json === true);
      });
    });
}

function resultsCommand(): Command {
  const example = "--job 3f1c9f52-6f0e-4d0e-9b57-0c8f0f5f6a11 --state refused";
  return listingCommand("job results", "List what came of each row of a job.", example)
    .requiredOption(...jobOption)
    .addOption(new Option("--state <state>", "only those in this state").choices(jobRowStates))
    .action(async ({ data, database, job, state, json }: JobOptions & { readonly state?: JobRowState }) => {
      await using records = await openRecords(data, { database });
      const { id } = await requireJob(records, job);
      const pages = pagesOf<DescribedRow>(
        async (after) => await readJobRows(records.store, id, { state, after: after?.number ?? 0, limit: pageLength }),
      );
      await printList(pages, rowFacts, { json: json === true, none: "No row matches." });
    });
}

function rowFacts(row: DescribedRow): Facts {
  const { number, cn, state, code, serial, issuer, issuedSerial, issuedIssuer, finishedAt } = row;
  return {
    ...{ row: number, cn, state, code, serial, issuedSerial },
    finishedAt: finishedAt === null ? null : new Date(finishedAt).toISOString(),
    ...{ issuer, issuedIssuer },
  };
}

function stopCommand(): Command {
  const description = "Stop a job, also one of an administrator: what was done remains done.";
  return serviceCommand("job stop", description, "--job 3f1c9f52-6f0e-4d0e-9b57-0c8f0f5f6a11")
    .requiredOption(...jobOption)
    .action(async ({ data, database, job: id, json }: JobOptions) => {
      await using records = await openRecords(data, { database });
      const { tenant, finishedAt } = await requireJob(records, id);
      const stopped = await stopJob(records.store, id, { by: operators(tenant), now: new Date() });
      printJob(stopped, json === true, { changed: finishedAt === null });
    });
}

function printJob(record: JobRecord, json: boolean, more: { readonly changed?: boolean } = {}): void {
  const job: Job = describeJob(record, new Date());
  printResult({ tenant: record.tenant, ...job, ...more }, json, jobInWords(job, record.tenant));
}

/** @throws OperatorError `job-unknown` */
async function requireJob({ store }: Pick<Service, "store">, id: string): Promise<JobRecord> {
  const job = await findJob(store, id);
  if (job === undefined) throw new OperatorError("job-unknown", `There is no job ${id}. koshin job list lists them.`);
  return job;
}
