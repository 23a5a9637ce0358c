import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { yearsAfter } from "../../../src/core/years.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { chainAbove } from "../../../src/server/authority/authority.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { rotateAuthority } from "../../../src/server/issuance/lifecycle/rotate-authority.ts";
import { createRecoveryCode } from "../../../src/server/issuance/recovery/recovery-codes.ts";
import { checkService } from "../../../src/server/service/check-service.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { readPassphrase } from "../../../src/server/system/read-passphrase.ts";
import { askStatus, enrol, issuedIn, makeRequest, refusalOf } from "../../support/enrolment.ts";
import { runHere } from "../../support/program.ts";
import { enrolWithCode, recoveryHost } from "../../support/recovery.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection } from "../../support/tls-client.ts";

const refused = "503 authority-expires-first";

describe("an authority that expires before a newly issued certificate would", () => {
  let world: ThrowawayService;
  let holder: Holder;
  let begun: Holder;
  /** The last moment at which a certificate of three years expires before the authority. */
  let last: Date;
  beforeAll(async () => {
    // An issuing authority is valid for 5475 days; the clients of the test use the current time.
    world = await startService({ began: new Date(yearsAfter(new Date(), 3).getTime() - 5476 * dayInMilliseconds) });
    last = yearsAfter(world.service.authority.notAfter, -3);
    world.now = new Date(last.getTime() + dayInMilliseconds);
    // A server certificate for that time.
    await world.reload();
    holder = await world.issue("client1", 50);
    begun = await world.issue("client2", 50);
  });
  afterAll(async () => await world[Symbol.asyncDispose]());

  const at = (identity: Holder): Connection => ({ port: world.port, root: world.root, identity, host: "localhost" });
  const requestOf = async ({ cn, tenant: o }: Holder): Promise<string> => (await makeRequest({ cn, o })).body;
  const findings = async (): Promise<string[]> =>
    (await checkService(world.data, world.now)).map(({ what, sentence }) => `${what}: ${sentence}`);
  const readyz = async (): Promise<string> => await (await fetch(`${world.operations}/readyz`)).text();

  async function rotate(what: "issuing-ca" | "root"): Promise<void> {
    const { authority, passphrase } = dataFolder(world.data);
    await rotateAuthority(world.service, authority, await readPassphrase(passphrase), { what, ...byOperator(world.now) });
    await world.reload();
  }

  test("is reported a year in advance, and issues until then", async () => {
    const later = world.now;
    try {
      world.now = new Date(yearsAfter(last, -1).getTime() - dayInMilliseconds);
      // The server certificate for a later time is not valid yet.
      await world.reload();
      expect([await findings(), await readyz()]).toEqual([[], expect.stringMatching(/^ready\n(?!.*authority)/)]);
      world.now = new Date(last.getTime() - dayInMilliseconds);
      expect(await findings()).toEqual([
        `authority: The issuing authority can issue only until ${last.toISOString()}. Run: koshin rotate issuing-ca --data <folder>`,
      ]);
      expect(await readyz()).toContain("ready\nsoon authority-ends\n");
      const early = await world.issue("client3", 50);
      expect((await askStatus(at(early))).refusal).toBeNull();
      expect(issuedIn(await enrol(at(early), await requestOf(early))).notAfter <= world.service.authority.notAfter).toBe(true);
    } finally {
      world.now = later;
    }
  });

  test("refuses every kind of issuance in the same way, and the status says so", async () => {
    expect((await askStatus(at(holder))).refusal?.code).toBe("authority-expires-first");
    const body = await requestOf(holder);
    const pkcs10 = { "Content-Type": "application/pkcs10" };
    const answers = [
      await enrol(at(holder), body),
      await send(at(holder), { method: "POST", path: paths.serverKey, headers: pkcs10, body }),
      await send(at(holder), { method: "POST", path: paths.certificate }),
    ];
    const { code } = await createRecoveryCode(world.service, {
      tenant: holder.tenant,
      cn: holder.cn,
      ...byOperator(world.now),
    });
    answers.push(await enrolWithCode(recoveryHost(world), holder.cn, code, body));
    expect(answers.map(refusalOf)).toEqual([refused, refused, refused, refused]);
    expect(answers.map(({ headers }) => headers["retry-after"])).toEqual(["3600", "3600", "3600", "3600"]);
    expect(await readyz()).toMatch(/^authority-ends\n/);
    expect((await findings())[0]).toContain("so none is issued. Run: koshin rotate issuing-ca --data <folder>");
  });

  test("still returns what it has already issued", async () => {
    const body = await requestOf(begun);
    const later = world.now;
    world.now = new Date(last.getTime() - dayInMilliseconds);
    const issued = issuedIn(await enrol(at(begun), body));
    world.now = later;
    expect(issuedIn(await enrol(at(begun), body)).serial).toBe(issued.serial);
    expect((await askStatus(at(begun))).refusal).toBeNull();
    expect(refusalOf(await enrol(at(begun), await requestOf(begun)))).toBe(refused);
  });

  test("issues again after a rotation, even with the code that was refused", async () => {
    const { code } = await createRecoveryCode(world.service, {
      tenant: begun.tenant,
      cn: begun.cn,
      ...byOperator(world.now),
    });
    const body = await requestOf(begun);
    expect(refusalOf(await enrolWithCode(recoveryHost(world), begun.cn, code, body))).toBe(refused);
    // After twelve years, the root still outlives another issuing authority by enough.
    await rotate("issuing-ca");
    expect([await findings(), await readyz()]).toEqual([[], "ready\n"]);
    expect((await askStatus(at(holder))).refusal).toBeNull();
    const { der } = issuedIn(await enrol(at(holder), await requestOf(holder)));
    expect(chainAbove(world.service.authority, der)[0]).toEqual(world.service.authority.issuing);
    expect((await enrolWithCode(recoveryHost(world), begun.cn, code, body)).status).toBe(200);
  });

  test("names the root if that expires too soon, and refuses to create an authority under it", async () => {
    const later = world.now;
    try {
      world.now = new Date(yearsAfter(world.service.authority.rootNotAfter, -4).getTime() + dayInMilliseconds);
      await world.reload();
      expect((await findings())[0]).toContain("koshin rotate root --data <folder>");
      await expect(rotate("issuing-ca")).rejects.toMatchObject({ code: "authority-expires-first" });
      await rotate("root");
      expect(await findings()).toEqual([]);
    } finally {
      world.now = later;
    }
  });
});

test("koshin issue names the command that helps, and leaves no file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "koshin-ends-"));
  const [data, out] = [join(folder, "data"), join(folder, "client28.p12")];
  await initialise(data, { now: yearsAfter(new Date(), -13) });
  const args = ["--data", data, "--tenant", "u00000014", "--cn", "client28", "--out", out];
  const { code, stderr } = await runHere("issue", ...args);
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/koshin rotate issuing-ca --data <folder>.*\(authority-expires-first\)/),
  ]);
  expect(existsSync(out)).toBe(false);
  await rm(folder, { recursive: true });
});
