import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { serve } from "../../../src/server/serve.ts";
import { certificatesOf, makeRequest } from "../../support/enrolment.ts";
import { runHere } from "../../support/program.ts";
import { enrolWithCode } from "../../support/recovery.ts";

const Given = v.pipe(
  v.string(),
  v.parseJson(),
  v.strictObject({
    tenant: v.string(),
    cn: v.string(),
    code: v.string(),
    expiresAt: v.pipe(v.string(), v.isoTimestamp()),
    replaced: v.boolean(),
  }),
);
let folder: string;
let data: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-recovery-command-"));
  data = join(folder, "data");
  await runHere("init", "--data", data);
  await runHere("issue", "--data", data, "--tenant", "u00000014", "--cn", "client28", "--out", join(folder, "client28.p12"));
});
afterEach(async () => await rm(folder, { recursive: true }));

function nobody(cn: string): string {
  return `koshin: Nobody in tenant u00000014 has had a certificate as "${cn}". koshin list certificates --tenant u00000014 lists the names; koshin issue issues a first certificate. (certificate-unknown)\n`;
}

describe("koshin recovery-code", () => {
  test("prints a code, once, with which the person gets a certificate from the running service", async () => {
    const {
      code: exit,
      stdout,
      stderr,
    } = await runHere("recovery-code", "--data", data, "--tenant", "u00000014", "--cn", "client28", "--json");
    expect([exit, stderr]).toEqual([0, ""]);
    const { code, expiresAt, ...whom } = v.parse(Given, stdout);
    expect(whom).toEqual({ tenant: "u00000014", cn: "client28", replaced: false });
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 24 * 3_600_000)).toBeLessThan(60_000);

    const running = await serve({ data, port: 0, log: "silent" });
    try {
      const { port } = new URL(running.addresses.recover);
      const root = encodePem("CERTIFICATE", running.service.authority.root);
      const { body } = await makeRequest({ cn: "client28", o: "u00000014" });
      const received = await enrolWithCode({ port: Number(port), root, host: "recover.localhost" }, "client28", code, body);
      expect(certificatesOf(received)[0].subject.cn).toBe("client28");
    } finally {
      await running.close();
    }
  });

  test("cancels a code, and says whether there was one", async () => {
    const person = ["--data", data, "--tenant", "u00000014", "--cn", "client28"];
    await runHere("recovery-code", ...person);
    const cancel = async (...json: string[]): Promise<string> =>
      (await runHere("recovery-code", ...person, "--cancel", ...json)).stdout;
    expect(JSON.parse(await cancel("--json"))).toMatchObject({ tenant: "u00000014", cn: "client28", cancelled: true });
    expect(await cancel()).toBe("client28 of u00000014 has no valid code.\n");
  });

  test("prints a sentence for people, also if the person is unknown", async () => {
    const given = await runHere("recovery-code", "--data", data, "--tenant", "u00000014", "--cn", "client28");
    expect(given.stdout).toMatch(
      /^[2-9a-z]{4}(-[2-9a-z]{4}){3} is the code for client28 of u00000014, valid until .+Z for one certificate\.\n$/,
    );
    const again = await runHere("recovery-code", "--data", data, "--tenant", "u00000014", "--cn", "client28");
    expect(again.stdout).toMatch(/for one certificate\. The previous code is no longer valid\.\n$/);
    const refused = await runHere("recovery-code", "--data", data, "--tenant", "u00000014", "--cn", "client99");
    expect([refused.code, refused.stdout]).toEqual([1, ""]);
    expect(refused.stderr).toBe(nobody("client99"));
  });

  test("names an unknown person, whatever type the name has, and cancels no code for them", async () => {
    const whose = ["--data", data, "--tenant", "u00000014", "--cn", "nobody"];
    for (const cancel of [[], ["--cancel"]])
      expect(await runHere("recovery-code", ...whose, ...cancel)).toMatchObject({
        code: 1,
        stdout: "",
        stderr: nobody("nobody"),
      });
    const elsewhere = await runHere("recovery-code", "--data", data, "--tenant", "u1", "--cn", "client28", "--cancel");
    expect([elsewhere.code, elsewhere.stderr]).toEqual([1, expect.stringContaining("(tenant-unknown)")]);
    expect((await runHere("show", ...whose)).stderr).toBe(nobody("nobody"));
  });
});
