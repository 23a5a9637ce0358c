import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import type { Command } from "commander";
import { orderFileLimit, type JudgedOrder, type OrderPreview } from "../../../protocol/console/orders.ts";
import { previewOrders } from "../../issuance/orders/preview-orders.ts";
import type { Service } from "../../issuance/service.ts";
import { requireTenant } from "../../issuance/tenants.ts";
import { operators } from "../../jobs/operators.ts";
import { startOrders } from "../../jobs/start-orders.ts";
import { openService } from "../../service/open-service.ts";
import { findJob } from "../../store/jobs/jobs.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { interruptible } from "../line/interruption.ts";
import { printResult } from "../line/print-result.ts";
import { reportProgress } from "../line/report-progress.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

interface IssueManyOptions extends ServiceOptions {
  readonly tenant: string;
  readonly file: string;
  readonly dryRun?: true;
  readonly leaveOut?: true;
  readonly another?: true;
  /** False with `--no-wait`. */
  readonly wait: boolean;
}

/** How often the job is looked at, in milliseconds. */
const lookout = 500;

/** `koshin issue-many`. */
export function issueManyCommand(): Command {
  const description =
    "Issue first certificates from a CSV file, as the administrators' site does: the running service works on them, and keeps the keys for their files. Columns: CN, device, remark, mail, kind. It fails (1) unless all that it began were issued.";
  return serviceCommand("issue-many", description, "--tenant u00000014 --file orders.csv")
    .requiredOption("--tenant <name>", "the tenant, which exists: u00000014")
    .requiredOption("--file <file.csv>", "the certificates, one on each line")
    .option("--dry-run", "only say what each row would do")
    .option("--leave-out", "leave out the rows with faults, and those that would be a second certificate")
    .option("--another", "also issue a second certificate for a CN or a device that has a valid one")
    .option("--no-wait", "do not wait for the end; the tab Jobs of the administrators' site shows it")
    .action(
      async (options: IssueManyOptions) => await interruptible(async (interruption) => await issueMany(options, interruption)),
    );
}

async function issueMany(options: IssueManyOptions, interruption: AbortSignal): Promise<void> {
  const { data, database, tenant, file, dryRun, leaveOut, another, wait, json } = options;
  const octets = await readFile(file);
  if (octets.length > orderFileLimit)
    throw new OperatorError("orders-faulty", `${file} has more than ${orderFileLimit} octets. Split it.`);
  await using service = await openService(data, { database });
  await requireTenant(service.store, tenant);
  const now = new Date();
  const preview = await previewOrders(service, octets, { tenant, now });
  const { good, doubtful, faulty } = preview;
  if (dryRun === true) {
    const counts = `${good} can be issued, ${doubtful} would be a second one, ${faulty} with faults.`;
    printResult({ ...preview }, json === true, [...sentencesOf(preview), counts].join("\n"));
    return;
  }
  const wanted = preview.rows.filter((row) => row.faults.length === 0 && (row.doubts.length === 0 || another === true));
  const isWhole = preview.faults.length === 0 && (wanted.length === preview.rows.length || leaveOut === true);
  if (!isWhole || wanted.length === 0) {
    const advice = "Nothing was issued. Correct the file, or add --leave-out or --another.";
    throw new OperatorError("orders-faulty", [...sentencesOf(preview), advice].join("\n"));
  }
  const orders = wanted.map(({ line, cn, device, remark, mail, doubts }) => ({
    ...{ line, cn, device, remark, mail, another: doubts.length > 0 },
  }));
  const { id } = await startOrders(service, { orders }, { by: operators(tenant), now });
  const { done, refused, isFinished } = wait ? await follow(service, id, interruption) : { done: 0, refused: 0, isFinished: false };
  const facts = {
    job: id,
    orders: orders.length,
    leftOut: preview.rows.length - orders.length,
    done,
    refused,
    finished: isFinished,
  };
  const sentence = isFinished
    ? `${done} of ${orders.length} were issued, ${refused} refused. The tab Jobs of the administrators' site has their files and the reasons.`
    : `${orders.length} are being issued. The tab Jobs of the administrators' site shows how far it is.`;
  // A job that was stopped has not issued all of them either.
  if (isFinished && done < orders.length) process.exitCode = 1;
  printResult(facts, json === true, sentence);
}

async function follow({ store }: Pick<Service, "store">, id: string, interruption: AbortSignal) {
  const report = reportProgress("certificates; koshin serve works on them, also if this command ends");
  for (;;) {
    interruption.throwIfAborted();
    const job = await findJob(store, id);
    if (job === undefined) return { done: 0, refused: 0, isFinished: false };
    const { done, refused, skipped, total, finishedAt } = job;
    if (finishedAt !== null) return { done, refused, isFinished: true };
    report(done + refused + skipped, total);
    await setTimeout(lookout);
  }
}

/** What is wrong with a file, or with which rows. */
function sentencesOf({ faults, rows }: Pick<OrderPreview, "faults" | "rows">): string[] {
  return [
    ...faults.map(({ code, line, column, value }) => place(line, [code, column ?? "", value])),
    ...rows.flatMap((row) => [...row.faults, ...row.doubts].map((each) => place(row.line, partsOf(each)))),
  ];
}

function partsOf(each: JudgedOrder["faults"][number] | JudgedOrder["doubts"][number]): string[] {
  const earlier = each.line === null ? "" : `as line ${each.line}`;
  if ("value" in each) return [each.code, each.column ?? "", each.value, earlier];
  return [each.code, each.certificate === null ? "" : `${each.certificate.cn} ${each.certificate.serial}`, earlier];
}

function place(line: number | null, parts: readonly string[]): string {
  return `${line === null ? "the file" : `line ${line}`}: ${parts.filter((part) => part !== "").join(" ")}`;
}
