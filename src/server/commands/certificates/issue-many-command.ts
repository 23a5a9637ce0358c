import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { orderFileLimit, type JudgedOrder, type OrderPreview } from "../../../protocol/console/orders.ts";
import { previewOrders } from "../../issuance/orders/preview-orders.ts";
import { requireTenant } from "../../issuance/tenants.ts";
import { operators } from "../../jobs/operators.ts";
import { startOrders } from "../../jobs/start-orders.ts";
import { openService } from "../../service/open-service.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { followJob, notFollowed } from "../jobs/follow-job.ts";
import { interruptible } from "../line/interruption.ts";
import { printResult } from "../line/print-result.ts";
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
    .option("--no-wait", "do not wait for the end; koshin job show --wait does")
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
    const counts = `${good} can be issued${kindsOf(preview)}, ${doubtful} would be a second one, ${faulty} with faults.`;
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
  const { done, refused, finished } = wait ? await followJob(service, id, interruption) : notFollowed;
  const leftOut = preview.rows.length - orders.length;
  const facts = { job: id, orders: orders.length, leftOut, done, refused, finished };
  const sentence = finished
    ? `${done} of ${orders.length} were issued, ${refused} refused. koshin job results --job ${id} has the reasons; the administrators' site has their files.`
    : `${orders.length} are being issued. koshin job show --job ${id} shows how far it is.`;
  printResult(facts, json === true, sentence);
}

/** How many of each kind can be issued: ` (client 2, db 1)`. */
function kindsOf({ rows }: Pick<OrderPreview, "rows">): string {
  const kinds = rows.flatMap(({ kind, faults, doubts }) => (kind === null || faults.length + doubts.length > 0 ? [] : [kind]));
  const counts = [...new Set(kinds)].map((name) => `${name} ${kinds.filter((kind) => kind === name).length}`);
  return counts.length === 0 ? "" : ` (${counts.join(", ")})`;
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
