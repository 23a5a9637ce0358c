import { parseArgs } from "node:util";
import { actions } from "./actions.ts";
import { bundleWeight } from "./bundle-weight.ts";
import { campaign } from "./campaign.ts";
import { clickToDownload } from "./click-to-download.ts";
import { administration } from "./console.ts";
import { fieldClients } from "./field-clients.ts";
import type { Figure, Measurement } from "./figure.ts";
import { front } from "./front.ts";
import { importing } from "./import.ts";
import { longTasks } from "./long-tasks.ts";
import { menuToDialog } from "./menu-to-dialog.ts";
import { million } from "./million.ts";
import { otherHosts } from "./other-hosts.ts";
import { pageLoad } from "./page-load.ts";
import { proxy } from "./proxy.ts";
import { renewals } from "./renewals.ts";
import { stepCa } from "./step-ca.ts";

const measurements: readonly Measurement[] = [
  bundleWeight,
  pageLoad,
  menuToDialog,
  clickToDownload,
  longTasks,
  actions,
  otherHosts,
  renewals,
  stepCa,
  front,
  proxy,
  fieldClients,
  campaign,
  million,
  importing,
  administration,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(`npm run bench [-- NAME …] [-- --json] [-- --quick]\n\nNames: ${measurements.map(({ name }) => name).join(", ")}`);
} else {
  const unknown = positionals.filter((name) => !measurements.some((measurement) => measurement.name === name));
  if (unknown.length > 0) {
    console.error(`Unknown measurement: ${unknown.join(", ")}. npm run bench -- --help lists them.`);
    process.exitCode = 2;
  } else {
    const chosen = measurements.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
    const figures: Figure[] = [];
    for (const { name, measure } of chosen) {
      console.error(`measuring ${name} …`);
      figures.push(...(await measure({ quick: values.quick })));
    }
    console.log(values.json ? JSON.stringify(figures) : table(figures));
  }
}

function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [figure.name, `${format(figure.value)} ${figure.unit}`, ...wanted(figure)]);
  const all = [["figure", "measured", "wanted", ""], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function wanted({ value, unit, budget, goal }: Figure): string[] {
  if (budget !== undefined) return [`≤ ${format(budget)} ${unit}`, value <= budget ? "within" : "OVER"];
  if (goal !== undefined) return [`≥ ${format(goal)} ${unit}`, value >= goal ? "reached" : "SHORT"];
  return [];
}

function format(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 2 : value < 1000 ? 1 : 0 });
}
