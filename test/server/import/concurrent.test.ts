import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyTrail } from "../../../src/server/issuance/audit/verify-trail.ts";
import { makeOtherCertificates } from "../../bench/load/other-certificates.ts";
import { ImportingService } from "../../support/importing-service.ts";
import { runHere, startProgram } from "../../support/program.ts";

const count = 1600;

let at: ImportingService;
let certificates: string;
beforeAll(async () => {
  at = await ImportingService.start();
  const made = await makeOtherCertificates(await at.folderWith({}), { kind: "P-256", count, tenants: 1000 });
  ({ certificates } = made);
  await runHere("authority", "adopt", "--data", at.world.data, made.authority);
  await at.world.reload();
});
afterAll(async () => await at[Symbol.asyncDispose]());

const Counts = v.pipe(v.string(), v.parseJson(), v.looseObject({ taken: v.number(), known: v.number(), repeated: v.number() }));
const parsed = (line: string): v.InferOutput<typeof Counts> => v.parse(Counts, line);

/** The number of certificates that were recorded; -1 if one was twice. */
const taken = async (): Promise<number> => {
  const { store } = at.world.service;
  const rows = await store.selectFrom("certificates").select("serial").where("tenant", "=", "u00000077").execute();
  return new Set(rows.map(({ serial }) => serial)).size === rows.length ? rows.length : -1;
};

describe("while the service runs", () => {
  test("an import that is killed leaves whole batches, and two at once do the rest, each certificate once", async () => {
    const held = await at.other.issue({ subject: at.subject() });
    await at.imports(held.path);
    const order = ["import", "--data", at.world.data, "--json", "--tenant", "u00000077", certificates];
    const killed = startProgram(order);
    await expect.poll(taken, { interval: 5 }).toBeGreaterThan(0);
    killed.signal("SIGKILL");
    await killed.ended;
    const before = await taken();
    expect(before === count || before % 500 === 0, String(before)).toBe(true);
    const both = await Promise.all([startProgram(order).ended, startProgram(order).ended, at.word(held)]);
    expect(both.map((each) => (typeof each === "string" ? each : each.code))).toEqual([0, 0, "200"]);
    const outcomes = both.flatMap((each) => (typeof each === "string" ? [] : [parsed(each.stdout)]));
    expect(outcomes.reduce((sum, each) => sum + each.taken, 0)).toBe(count - before);
    for (const { taken: own, known, repeated } of outcomes) expect(own + known + repeated).toBe(count);
    expect(await taken()).toBe(count);
    expect((await verifyTrail(at.world.service)).findings).toEqual([]);
    expect(await at.word(held)).toBe("200");
  });
});
