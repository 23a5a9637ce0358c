import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { noticeText } from "../../../src/server/notices/notice.ts";
import { defaultSettings } from "../../../src/server/settings/settings.ts";
import { runHere } from "../../support/program.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

const [hebrew, arabic] = ["\u05de\u05e8\u05e4\u05d0\u05d4", "\u0645\u0633\u062a\u0634\u0641\u0649"];
const isolated = (name: string): string => `\u2068${name}\u2069`;

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
  for (const name of [hebrew, arabic]) await createTenant(world.service, { name, product: "weborca", ...byOperator(world.now) });
});
afterAll(async () => await world[Symbol.asyncDispose]());

/** The lines that a command prints. */
async function lines(...args: readonly string[]): Promise<string[]> {
  return (await runHere(...args, "--data", world.data)).stdout.trimEnd().split("\n");
}

describe("names that are written from right to left do not change the order of what is beside them", () => {
  test("in tables, whose columns stay where they are", async () => {
    const [head = "", ...rows] = await lines("list", "tenants");
    const at = head.indexOf("product");
    for (const name of [hebrew, arabic]) {
      const row = rows.find((each) => each.includes(name)) ?? "";
      expect(row.startsWith(isolated(name))).toBe(true);
      // The two marks take no column.
      expect(row.indexOf("weborca")).toBe(at + 2);
    }
  });

  test("in the audit trail", async () => {
    const created = (await lines("audit", "--action", "tenant-created")).filter((line) => line.includes(hebrew));
    expect(created).toEqual([expect.stringContaining(`  tenant-created  ${isolated(hebrew)}  {`)]);
  });

  test("in sentences, and in errors", async () => {
    expect((await lines("tenant", "show", "--tenant", hebrew))[0]).toBe(`${isolated(hebrew)}: open`);
    const { stderr } = await runHere("tenant", "show", "--tenant", `${arabic}x`, "--data", world.data);
    expect(stderr).toContain(`There is no tenant "${isolated(arabic)}x".`);
  });

  test("but JSON has the names as they are", async () => {
    const printed = (await lines("list", "tenants", "--json")).join();
    for (const name of [hebrew, arabic]) expect(printed).toContain(`"${name}"`);
  });

  test("in mails, in their subjects and texts", () => {
    const sent = { certificate: 1, kind: "expires-7", channel: "mail", address: "a@clinic.example" } as const;
    const attempt = { state: "sending", attempts: 1, nextAt: 0, failure: null, wanted: true, replaced: false } as const;
    const certificate = { issuer: "0a1b", serial: "01", tenant: arabic, cn: hebrew, revokedAt: null };
    const situation = { product: "weborca", timeZone: "UTC", pendingSince: null };
    const notice = { ...situation, ...sent, ...attempt, ...certificate, notAfter: world.now.getTime() + 6 * 86_400_000 };
    const { subject, body } = noticeText(notice, defaultSettings, world.now);
    expect(subject).toContain(`: ${isolated(hebrew)} (${isolated(arabic)})`);
    expect(body).toContain(`\nCN: ${isolated(hebrew)}\nO: ${isolated(arabic)}\n`);
    expect(body.replaceAll(isolated(hebrew), "").includes(hebrew)).toBe(false);
  });
});
