import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CertificateList } from "../../../src/protocol/console/certificates.ts";
import { consolePaths } from "../../../src/protocol/console/paths.ts";
import { administratorOf, type LoggedInAdministrator } from "../../support/administrator.ts";
import { contentOf, refusalIn } from "../../support/console-answers.ts";
import { finished, named, start } from "../../support/jobs.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

let world: ThrowawayService;
let operator: LoggedInAdministrator;
let other: LoggedInAdministrator;
beforeAll(async () => {
  world = await startService();
  operator = await administratorOf(world, { account: "sato", role: "operator" });
  other = await administratorOf(world, { account: "other", tenant: "u23" });
});
afterAll(async () => await world[Symbol.asyncDispose]());

/** A job that renews certificates with these names. @returns its id */
async function renewing(...cns: readonly string[]): Promise<string> {
  const holders = await Promise.all(cns.map(async (cn) => await world.issue(cn, 50)));
  return await start(operator, { kind: "renew" }, named(...holders));
}

describe("the files of what a job has issued", () => {
  test("are handed out as one, to its own organisation", async () => {
    const id = await renewing("client130", "client131");
    await finished(operator, id);
    const archive = async (who: LoggedInAdministrator) => {
      await who.confirm();
      const body = JSON.stringify({ selection: { by: "job", job: id } });
      return await who.ask({ method: "POST", path: consolePaths.archives, headers: { "Content-Type": "application/json" }, body });
    };
    const { status, headers, body } = await archive(operator);
    expect([status, headers["content-type"]]).toEqual([200, "application/zip"]);
    for (const cn of ["client130", "client131"]) expect(body).toContain(`_u00000014_${cn}.p12`);
    expect(refusalIn(await archive(other))).toEqual([404, "not-found"]);
  });
});

describe("the list of what a job has issued", () => {
  test("has exactly these, and of another organisation's job nothing", async () => {
    const id = await renewing("client140", "client141");
    const { rows } = await finished(operator, id);
    const list = async (who: LoggedInAdministrator, job: string) =>
      contentOf(CertificateList, await who.ask({ path: `${consolePaths.certificates}?ended=shown&job=${job}` }));
    const found = await list(operator, id);
    expect(found.certificates.map(({ serial }) => serial).toSorted()).toEqual(
      rows.map(({ issued }) => issued?.serial ?? "").toSorted(),
    );
    expect(await list(other, id)).toEqual(await list(other, "00000000-0000-4000-8000-000000000000"));
    expect((await list(other, id)).total).toBe(0);
    expect(refusalIn(await operator.ask({ path: `${consolePaths.certificates}?job=1` }))).toEqual([400, "request-malformed"]);
    const search = { ended: "shown", job: id } as const;
    const selection = { by: "search", search: { search: "", ...search }, mark: found.mark } as const;
    const note = await finished(operator, await start(operator, { kind: "annotate", remark: "of the job" }, selection));
    expect(note.job.done).toBe(2);
  });
});
