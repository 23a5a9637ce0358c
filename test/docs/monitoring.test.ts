import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { expect, test } from "vitest";
import { problemCodes } from "../../src/protocol/problem.ts";
import { appFailures } from "../../src/server/gateway/failure.ts";
import { createMetrics } from "../../src/server/monitoring/metrics.ts";
import { startService } from "../support/throwaway-service.ts";

const folder = new URL("../../docs/monitoring/", import.meta.url);
const Dashboard = v.object({
  templating: v.object({ list: v.array(v.object({ name: v.string() })) }),
  panels: v.array(
    v.object({
      title: v.string(),
      gridPos: v.object({ x: v.number(), y: v.number(), w: v.number(), h: v.number() }),
      targets: v.array(v.object({ expr: v.string() })),
    }),
  ),
});

/** A metric in an expression, with the labels that it is selected and grouped by. */
interface Selected {
  readonly metric: string;
  readonly labels: readonly string[];
}

function selectedBy(expression: string): Selected[] {
  const grouped = Array.from(expression.matchAll(/\b(?:by|without) \(([^)]*)\)/g), ([, names = ""]) => names.split(", ")).flat();
  return Array.from(expression.matchAll(/\b((?:koshin|process)_\w+)(?:\{([^}]*)\})?/g), ([, metric = "", matchers = ""]) => ({
    metric,
    labels: [...Array.from(matchers.matchAll(/(\w+)=/g), ([, name = ""]) => name), ...grouped],
  }));
}

async function expressions(): Promise<string[]> {
  const alerts = await readFile(new URL("alerts.yml", folder), "utf8");
  const { panels } = v.parse(Dashboard, JSON.parse(await readFile(new URL("dashboard.json", folder), "utf8")));
  const rules = Array.from(alerts.matchAll(/^ {8}expr: (.*)$/gm), ([, rule = ""]) => rule);
  expect(rules).toHaveLength(alerts.match(/- alert:/g)?.length ?? 0);
  return [...rules, ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))];
}

/** The labels of each metric, of a service that has answered a request of every kind. */
async function metricsWithLabels(): Promise<Map<string, ReadonlySet<string>>> {
  await using world = await startService();
  await world.issue("client28", 5);
  const metrics = createMetrics(
    world.service,
    () => world.now,
    () => world.now,
  );
  const request = {
    host: "recover",
    method: "POST",
    path: "/api/cert",
    status: 429,
    code: undefined,
    fault: undefined,
    milliseconds: 1,
  } as const;
  metrics.observe(request);
  const found = new Map<string, ReadonlySet<string>>();
  for (const [, metric = "", labels = ""] of (await metrics.text()).matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)) {
    found.set(metric, new Set(Array.from(labels.matchAll(/(\w+)="/g), ([, name = ""]) => name)));
  }
  return found;
}

test("alert rules and dashboard use metrics and labels that the service has", async () => {
  const known = await metricsWithLabels();
  // Prometheus adds the first two to each sample.
  const added = ["job", "instance"];
  const missing = (await expressions()).flatMap(selectedBy).flatMap(({ metric, labels }) => {
    const own = known.get(metric);
    if (own === undefined) return [metric];
    return labels.filter((label) => !own.has(label) && !added.includes(label)).map((label) => `${metric}{${label}}`);
  });
  expect(missing).toEqual([]);
  expect([...known.keys()].filter((metric) => metric.startsWith("koshin_")).length).toBeGreaterThan(10);
});

test("alert rules select outcomes that there are", async () => {
  const outcomes = new Set<string>([...problemCodes, "delivered", "refused", "unknown", "dropped", ...appFailures]);
  const selected = (await expressions()).flatMap((rule) =>
    Array.from(rule.matchAll(/outcome=~"([^"]*)"/g), ([, list = ""]) => list.split("|")),
  );
  expect(selected.flat().length).toBeGreaterThan(3);
  expect(selected.flat().filter((outcome) => !outcomes.has(outcome))).toEqual([]);
});

test("no panel of the dashboard overlaps another", async () => {
  const { panels } = v.parse(Dashboard, JSON.parse(await readFile(new URL("dashboard.json", folder), "utf8")));
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
});
