import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { makeDatabase } from "../../support/database.ts";
import { runHere, type Ended } from "../../support/program.ts";

let data: string;
const cleaning = new AsyncDisposableStack();
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "koshin-operator-"));
  cleaning.defer(() => rm(data, { recursive: true }));
  const database = await makeDatabase();
  if (database !== undefined) cleaning.defer(() => database.drop());
  await initialise(data, { now: new Date(), database: database?.url });
  await using service = await openService(data);
  await createTenant(service, { name: "u00000014", product: "weborca", ...byOperator() });
  await issueCertificate(service, { tenant: "u00000014", cn: "client1", ...byOperator() });
});
afterAll(async () => await cleaning.disposeAsync());

async function operator(action: string, ...args: readonly string[]): Promise<Ended> {
  return await runHere("operator", action, "--data", data, ...args);
}

const ofSato = ["--name", "sato", "--tenant", "u00000014", "--cn", "client1"];

/** Names the host in the settings. */
async function serveOperators(): Promise<void> {
  const { settings } = dataFolder(data);
  const Written = v.pipe(v.string(), v.parseJson(), v.looseObject({ hosts: v.looseObject({}) }));
  const written = v.parse(Written, await readFile(settings, "utf8"));
  await writeFile(settings, JSON.stringify({ ...written, hosts: { ...written.hosts, operator: "operate.localhost" } }));
}

test("koshin operator adds nobody without a host, or without the person's certificate", async () => {
  expect((await operator("add", ...ofSato)).stderr).toContain("Set hosts.operator in koshin.json.");
  await serveOperators();
  const unknown = await operator("add", "--name", "sato", "--tenant", "u00000014", "--cn", "client2");
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining("No valid certificate")]);
  expect((await operator("list")).stderr).toContain("There are no system operators.");
  expect((await operator("logins")).stderr).toContain("Nobody has logged in to the system operators' site.");
});

test("koshin operator adds, lists, disables, enables and resets", async () => {
  const { code, stdout } = await operator("add", ...ofSato);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^System operator sato is added\. .* https:\/\/operate\.localhost:8443\/#\/invitation\/[\w-]{43} until/);
  expect(stdout).toContain("in a browser with the certificate client1 of u00000014.");
  expect((await operator("add", ...ofSato)).stderr).toContain('There is a system operator "sato" already.');
  const listed = async (): Promise<unknown> => JSON.parse((await operator("list", "--json")).stdout);
  expect(await listed()).toMatchObject({
    name: "sato",
    tenant: "u00000014",
    cn: "client1",
    state: "invited",
    secondFactor: "missing",
  });
  const act = async (action: string): Promise<string> => (await operator(action, "--name", "sato")).stdout;
  expect(await act("disable")).toBe("System operator sato is disabled, and logged out.\n");
  expect(await act("disable")).toBe("System operator sato was disabled already.\n");
  expect(await listed()).toMatchObject({ state: "disabled" });
  expect(await act("enable")).toBe("System operator sato is enabled.\n");
  expect(await act("reset")).toMatch(/^System operator sato is reset, and logged out\. .*operate\.localhost/);
  expect(await act("invite")).toContain("has another invitation");
  expect((await operator("disable", "--name", "ito")).stderr).toContain('There is no system operator "ito".');
  // The commands for tenants' accounts do not reach them.
  const account = ["account", "disable", "--data", data, "--tenant", "@system", "--name", "sato"];
  expect((await runHere(...account)).code).toBe(1);
});
