import { InvalidArgumentError, type Command } from "commander";
import type { Board, Expiries } from "../../../protocol/console/board.ts";
import { describeBoard } from "../../issuance/board/board.ts";
import { countExpiries } from "../../issuance/board/count-expiries.ts";
import { requireTenant } from "../../issuance/tenants.ts";
import { openRecords } from "../../service/open-service.ts";
import { printResult } from "../line/print-result.ts";
import { serviceCommand, type ServiceOptions } from "../line/service-command.ts";

interface BoardOptions extends ServiceOptions {
  readonly tenant: string;
  readonly months: number;
}

const mostMonths = 60;

/** `koshin board`. */
export function boardCommand(): Command {
  const description =
    "Count a tenant's renewals in each stage, the stuck ones, renewed ones that are still valid, and expiries by month (UTC), as the administrators' site does. koshin find --stage, --attention and --ends-from list them.";
  return serviceCommand("board", description, "--tenant u00000014")
    .requiredOption("--tenant <name>", "its name: u00000014")
    .option("--months <number>", `for how many months, from this one on: 1 to ${mostMonths}`, readMonths, 12)
    .action(async ({ data, database, tenant, months, json }: BoardOptions) => {
      await using records = await openRecords(data, { database });
      await requireTenant(records.store, tenant);
      const now = new Date();
      const board = await describeBoard(records, tenant, now);
      const { spans } = await countExpiries(records, tenant, monthsFrom(now, months), now);
      printResult({ tenant, ...board, expiries: spans }, json === true, inWords(tenant, board, spans).join("\n"));
    });
}

/** The beginnings of months in UTC, and the end of the last one, in milliseconds. */
function monthsFrom(now: Date, months: number): number[] {
  return Array.from({ length: months + 1 }, (_, at) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + at));
}

function inWords(tenant: string, { stages, stuck, unretired }: Board, spans: Expiries["spans"]): string[] {
  const row = (name: string, count: number): string => `  ${name.padEnd(20)} ${count}`;
  return [
    `Renewals of ${tenant} by stage:`,
    ...stages.map(({ stage, count }) => row(stage, count)),
    stuck.length === 0 ? "None is stuck." : "Stuck:",
    ...stuck.map(({ reason, count }) => row(reason, count)),
    `Renewed and still valid: ${unretired}`,
    "Expiries by month:",
    ...spans.map(({ from, count }) => row(from.slice(0, 7), count)),
  ];
}

function readMonths(text: string): number {
  const months = Number(text);
  if (/^[1-9]\d?$/.test(text) && months <= mostMonths) return months;
  throw new InvalidArgumentError(`Use 1 to ${mostMonths}.`);
}
