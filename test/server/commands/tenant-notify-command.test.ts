import { createHmac } from "node:crypto";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { readAudit } from "../../../src/server/store/audit/audit.ts";
import { makeDatabase } from "../../support/database.ts";
import { runHere, type Ended } from "../../support/program.ts";
import { receiveMail } from "../../support/smtp-receiver.ts";

const tenant = "u00000014";
const mail = "office@example.jp";
const hook = "https://hook.example.jp/koshin?token=Zq71";

let data: string;
const cleaning = new AsyncDisposableStack();
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "koshin-notify-"));
  cleaning.defer(() => rm(data, { recursive: true }));
  const database = await makeDatabase();
  if (database !== undefined) cleaning.defer(() => database.drop());
  await initialise(data, { now: new Date(), database: database?.url });
  await using service = await openService(data);
  await createTenant(service, { name: tenant, product: "weborca", ...byOperator() });
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => await cleaning.disposeAsync());

async function notify(...args: readonly string[]): Promise<Ended> {
  return await runHere("tenant", "notify", "--data", data, "--tenant", tenant, ...args);
}

/** The number of the audit trail's last entry. */
async function trailLength(): Promise<number> {
  await using service = await openService(data);
  return (await readAudit(service.store, tenant)).at(-1)?.number ?? 0;
}

/** The addresses where the tenant is currently notified. */
async function told(): Promise<readonly string[]> {
  await using service = await openService(data);
  const rows = await service.store
    .selectFrom("noticeAddresses")
    .select(["channel", "address"])
    .where("tenant", "=", tenant)
    .execute();
  return rows.map(({ channel, address }) => `${channel} ${address}`).sort();
}

const missingServer =
  "No mail can be sent, because the settings have no mail server. Set host, port, security and from of notices.mail in koshin.json, and reload the service.";

describe("koshin tenant notify without a mail server", () => {
  beforeEach(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith("KOSHIN_NOTICES_")) vi.stubEnv(name, "");
  });

  test("still adds a mail address, and says each time that no mail can be sent and what to set", async () => {
    const other = "before@example.jp";
    expect((await notify("--mail", other)).stdout).toBe(`${other} is notified from now on. ${missingServer}\n`);
    expect((await notify("--mail", other)).stdout).toBe(`${other} was already notified. Nothing was changed. ${missingServer}\n`);
    const { code, stdout } = await notify("--mail", other, "--json");
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { tenant, channel: "mail", address: other, changed: false, deliverable: false },
    ]);
    const checked = await runHere("check", "--data", data);
    expect([checked.code, checked.stdout]).toEqual([
      1,
      `notices: Mail addresses of ${tenant} are to be notified (koshin tenant show). ${missingServer}\n`,
    ]);
    expect((await notify("--mail", other, "--remove")).stdout).toBe(`${other} is no longer notified.\n`);
    expect((await runHere("check", "--data", data)).code).toBe(0);
  });

  test("prints no warning about a webhook, which needs none", async () => {
    const { stdout } = await notify("--webhook", hook, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ deliverable: true });
    expect((await runHere("check", "--data", data)).code).toBe(0);
    await notify("--webhook", hook, "--remove");
  });
});

describe("koshin tenant notify --test", () => {
  beforeEach(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith("KOSHIN_NOTICES_")) vi.stubEnv(name, "");
  });

  test("sends a test message to an address that is notified, and says what came of it", async () => {
    await using receiver = await receiveMail();
    const server = { HOST: "localhost", PORT: String(receiver.port), SECURITY: "none", FROM: "koshin@example.jp" };
    for (const [name, value] of Object.entries(server)) vi.stubEnv(`KOSHIN_NOTICES_MAIL_${name}`, value);
    const unknown = await notify("--mail", mail, "--test", "--json");
    expect([unknown.code, JSON.parse(unknown.stdout)]).toMatchObject([1, { error: { code: "notice-address-unknown" } }]);
    await notify("--mail", mail);
    const sent = await notify("--mail", mail, "--test");
    expect([sent.code, sent.stdout]).toEqual([0, `The mail server accepted a test message to ${mail}.\n`]);
    expect(receiver.mails.map(({ to }) => to)).toEqual([mail]);
    receiver.answer = "550 no such mailbox";
    const refused = await notify("--mail", mail, "--test", "--json");
    expect([refused.code, JSON.parse(refused.stdout)]).toEqual([
      1,
      { tenant, channel: "mail", address: mail, outcome: "refused", failure: "SMTP 550", changed: true },
    ]);
    await notify("--mail", mail, "--remove");
  });

  test("says what to set if there is no mail server, and goes to mail addresses only", async () => {
    await notify("--mail", mail);
    const { code, stdout } = await notify("--mail", mail, "--test");
    expect([code, stdout]).toEqual([1, `No test message was sent to ${mail}: mail-not-configured. ${missingServer}\n`]);
    await notify("--mail", mail, "--remove");
    expect((await notify("--webhook", hook, "--test")).code).toBe(2);
  });
});

describe("koshin tenant notify", () => {
  beforeEach(() => {
    const server = { HOST: "mail.example.jp", PORT: "587", SECURITY: "starttls", FROM: "koshin@example.jp" };
    for (const [name, value] of Object.entries(server)) vi.stubEnv(`KOSHIN_NOTICES_MAIL_${name}`, value);
  });

  test("prints no warning if the settings name a mail server, nor does koshin check", async () => {
    await notify("--mail", mail);
    expect((await runHere("check", "--data", data)).code).toBe(0);
    await notify("--mail", mail, "--remove");
  });

  test("adds a mail address, and adding it again changes nothing", async () => {
    const trailBefore = await trailLength();
    for (const json of [[], ["--json"]]) {
      const { code, stdout, stderr } = await notify("--mail", mail, ...json);
      expect([code, stderr]).toEqual([0, ""]);
      if (json.length === 0) expect(stdout).toBe(`${mail} is notified from now on.\n`);
      else expect(JSON.parse(stdout)).toEqual({ tenant, channel: "mail", address: mail, changed: false, deliverable: true });
    }
    expect((await notify("--mail", mail)).stdout).toBe(`${mail} was already notified. Nothing was changed.\n`);
    const notTold = await notify("--mail", "other@example.jp", "--remove");
    expect([notTold.code, notTold.stdout]).toEqual([0, "other@example.jp was not notified before. Nothing was changed.\n"]);
    await using service = await openService(data);
    const changes = (await readAudit(service.store, tenant)).filter(({ action }) => action === "tenant-changed");
    expect(changes.filter(({ number }) => number > trailBefore)).toHaveLength(1);
    expect(await told()).toEqual([`mail ${mail}`]);
  });

  test("prints the key with which a webhook's receiver verifies its notices, the same each time", async () => {
    const { code, stdout } = await notify("--webhook", hook, "--json");
    const webhookKey = join(data, "webhook.key");
    const secret = createHmac("sha256", await readFile(webhookKey))
      .update(JSON.stringify([tenant, hook]))
      .digest("base64url");
    const standardSecret = `whsec_${Buffer.from(secret, "base64url").toString("base64")}`;
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { tenant, channel: "webhook", address: hook, secret, standardSecret, changed: true, deliverable: true },
    ]);
    expect((await notify("--webhook", hook)).stdout).toContain(`Its key is ${secret}, for Standard Webhooks ${standardSecret}.`);
    expect((await stat(webhookKey)).mode & 0o777).toBe(0o600);
    expect(await told()).toEqual([`mail ${mail}`, `webhook ${hook}`]);
  });

  test("makes koshin tenant show print every full address", async () => {
    const show = async (...json: string[]): Promise<string> =>
      (await runHere("tenant", "show", "--data", data, "--tenant", tenant, ...json)).stdout;
    const notified = [
      { channel: "mail", address: mail },
      { channel: "webhook", address: hook },
    ];
    expect(JSON.parse(await show("--json"))).toMatchObject({
      tenant,
      sameKey: "refused",
      retireAfterDays: null,
      closedAt: null,
      notified,
    });
    expect(await show()).toMatch(
      /^u00000014: open\n[^]*\n {2}same-key +refused\n[^]*\n {2}notified by mail +office@example\.jp\n {2}notified by webhook +https:\/\/hook\.example\.jp\/koshin\?token=Zq71\n$/,
    );
    const unknown = await runHere("tenant", "show", "--data", data, "--tenant", "nobody");
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining("(tenant-unknown)")]);
  });

  test("removes an address, and the trail records that without the webhook's URL", async () => {
    const { code, stdout } = await notify("--webhook", hook, "--remove", "--json");
    expect([code, JSON.parse(stdout)]).toEqual([0, { tenant, channel: "webhook", address: hook, removed: true, changed: true }]);
    expect(await told()).toEqual([`mail ${mail}`]);
    await using service = await openService(data);
    const details = (await readAudit(service.store, tenant)).map(({ detail }) => detail);
    expect(details.at(-1)).toBe('{"noticeAddress":"removed","channel":"webhook"}');
    expect(details.join("")).not.toContain("hook.example.jp");
  });

  test("reports an invalid address or tenant", async () => {
    for (const wrong of [
      ["--mail", "nobody"],
      ["--webhook", "http://hook.example.jp/"],
    ]) {
      const { code, stderr } = await notify(...wrong);
      expect([code, stderr.startsWith("koshin: ")]).toEqual([1, true]);
    }
    const unknown = await runHere("tenant", "notify", "--data", data, "--tenant", "nobody", "--mail", mail);
    expect([unknown.code, unknown.stderr]).toEqual([
      1,
      'koshin: There is no tenant "nobody". Correct the name. (tenant-unknown)\n',
    ]);
    expect(await told()).toEqual([`mail ${mail}`]);
  });

  test.each([[[]], [["--mail", mail, "--webhook", hook]], [["--mail"]]])("reports %j as a usage error", async (args) => {
    expect((await notify(...args)).code).toBe(2);
  });
});
