import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { certificateRefusalsEn } from "../../../src/protocol/console/certificate-refusals-en.ts";
import { certificateRefusalsJa } from "../../../src/protocol/console/certificate-refusals-ja.ts";
import { consolePaths } from "../../../src/protocol/console/paths.ts";
import { administratorOf, type LoggedInAdministrator } from "../../support/administrator.ts";
import { finished, named, start } from "../../support/jobs.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

let world: ThrowawayService;
let operator: LoggedInAdministrator;
beforeAll(async () => {
  world = await startService();
  operator = await administratorOf(world, { account: "sato", role: "operator" });
});
afterAll(async () => await world[Symbol.asyncDispose]());

describe("the results of a job", () => {
  test("are CSV, in which no spreadsheet takes anything for a formula", async () => {
    const holder = await world.issue("client500", 50);
    const id = await start(operator, { kind: "annotate", remark: '=HYPERLINK("//x")' }, named(holder));
    await finished(operator, id);
    const results = async (language: string) =>
      await operator.ask({ path: `${consolePaths.jobs}/${id}/results`, headers: { "Accept-Language": language } });
    const { headers, body } = await results("en");
    expect(headers["content-type"]).toBe("text/csv; charset=utf-8");
    const [head, row, ...rest] = body.split("\r\n");
    expect(head).toContain("row,CN,result");
    expect(row).toContain(`1,client500,done,,,${holder.issuer},${holder.serial}`);
    expect(row).toContain(`"'=HYPERLINK(""//x"")"`);
    expect(rest).toEqual([""]);
    expect((await results("ja")).body).toContain(",完了,");
  });

  test("say in the reader's language and the tenant's time why something was not done", async () => {
    const id = await start(operator, { kind: "renew" }, named(await world.issue("db520", 300)));
    await finished(operator, id);
    const rowsIn = async (language: string): Promise<string[]> => {
      const headers = { "Accept-Language": language };
      return (await operator.ask({ path: `${consolePaths.jobs}/${id}/results`, headers })).body.split("\r\n");
    };
    const [head, row = ""] = await rowsIn("ja");
    expect(head).toMatch(/,日時 \(Asia\/Tokyo\)$/);
    expect(row).toContain(`1,db520,失敗,type-not-renewable,${certificateRefusalsJa["type-not-renewable"]},`);
    expect(row).toMatch(/,\d{4}-\d\d-\d\d \d\d:\d\d$/);
    expect((await rowsIn("en"))[1]).toContain(certificateRefusalsEn["type-not-renewable"]);
  });
});
