import { createPublicKey } from "node:crypto";
import { Agent } from "node:https";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { paths } from "../../../src/protocol/paths.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { keyFingerprint } from "../../../src/server/issuance/certifiable-key.ts";
import { readPublishedLists } from "../../../src/server/issuance/lifecycle/published-lists.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { orderRenewal } from "../../../src/server/issuance/renewal/renewal-order.ts";
import { actorOf } from "../../../src/server/store/certificates/certificate-name.ts";
import { askStatus, enrol, makeRequest, refusalOf, renewed } from "../../support/enrolment.ts";
import { runHere, type Ended } from "../../support/program.ts";
import { existingRecord, trailOf } from "../../support/records.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Identity } from "../../support/tls-client.ts";

const hosts = ["app.localhost", "localhost", "verify.localhost", "fresh.verify.localhost"];

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService({
    webapp: (_, peer) => Response.json(peer, { status: peer.kind === "accepted" ? 200 : 403 }),
  });
});
afterAll(async () => await world[Symbol.asyncDispose]());

function connect(identity: Identity, host = "app.localhost"): Connection {
  return { port: world.port, root: world.root, identity, host };
}

async function word(to: Connection): Promise<string> {
  const answer = await send(to, { path: paths.status });
  return answer.status === 200 ? "200" : refusalOf(answer);
}

let used = 1;
async function someone(): Promise<{ holder: Holder; to: Connection; subject: { cn: string; o: string } }> {
  const holder = await world.issue(`client${used++}`, 71);
  return { holder, to: connect(holder), subject: { cn: holder.cn, o: holder.tenant } };
}

async function revoke(serial: string): Promise<void> {
  await revokeCertificate(world.service, { serial }, "key-compromise", byOperator(world.now));
}

describe.each(hosts)("a revoked certificate at %s is refused", (host) => {
  test("from the next request on a connection that stays open", async () => {
    const { holder } = await someone();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const to = { ...connect(holder, host), agent };
    expect(await word(to)).toBe("200");
    await revoke(holder.serial);
    const after = await send(to, { path: paths.status });
    agent.destroy();
    expect([after.reusedConnection, refusalOf(after)]).toEqual([true, "403 revoked"]);
  });

  test.each(["TLSv1.2", "TLSv1.3"] as const)("in a resumed %s session", async (maxVersion) => {
    const { holder } = await someone();
    const to = { ...connect(holder, host), maxVersion };
    const { session } = await send(to, { path: paths.status });
    if (session === undefined) throw new Error("The server gave no session.");
    await revoke(holder.serial);
    const after = await send({ ...to, session }, { path: paths.status });
    expect([after.resumedSession, refusalOf(after)]).toEqual([true, "403 revoked"]);
  });
});

test("a revoked certificate is refused by the web app, by enrolment and by POST /api/cert", async () => {
  const { holder, to, subject } = await someone();
  await revoke(holder.serial);
  const page = await send(to, { path: "/menu" });
  expect(JSON.parse(page.body)).toEqual({ kind: "refused", code: "revoked" });
  expect(refusalOf(await enrol(to, (await makeRequest(subject)).body))).toBe("403 revoked");
  const headers = { "Content-Type": "application/json" };
  const exchange = { method: "POST", path: paths.certificate, headers, body: "{}" };
  for (const host of ["app.localhost", "localhost"]) {
    expect(refusalOf(await send(connect(holder, host), exchange))).toBe("403 revoked");
  }
});

describe("a replacement", () => {
  test("revoked while it is pending lets its predecessor renew again", async () => {
    const { holder, to, subject } = await someone();
    const pending = await renewed(to, subject);
    await revoke(pending.serial);
    expect(await word(connect(pending))).toBe("403 revoked");
    const status = await askStatus(to);
    expect([status.pending, status.refusal]).toEqual([null, null]);
    const again = await renewed(to, subject, { kind: "none-pending" });
    expect((await askStatus(to)).pending?.serial).toBe(again.serial);
    expect(holder.serial).not.toBe(again.serial);
  });

  test("stays valid if its predecessor is revoked while it is pending, and its first use is recorded", async () => {
    const { holder, to, subject } = await someone();
    const pending = await renewed(to, subject);
    await revoke(holder.serial);
    expect(await word(to)).toBe("403 revoked");
    expect(await word(connect(pending))).toBe("200");
    const trail = await trailOf(world.service.store, pending.serial);
    expect(trail.map(({ action }) => action)).toEqual(["issued", "first-used"]);
  });
});

describe("a middle one of three renewals, revoked,", () => {
  test("does not make the first one renewable beside the third", async () => {
    const { holder, to, subject } = await someone();
    const second = await renewed(to, subject);
    await askStatus(connect(second));
    // An order applies to certificates issued before it.
    world.now = new Date(world.now.getTime() + 1000);
    await orderRenewal(world.service, {
      scope: { serial: second.serial },
      reason: "at once",
      until: undefined,
      ...byOperator(world.now),
    });
    const third = await renewed(connect(second), subject);
    await askStatus(connect(third));
    await revoke(second.serial);
    expect((await askStatus(to)).refusal?.code).toBe("already-renewed");
    expect(refusalOf(await enrol(to, (await makeRequest(subject)).body))).toBe("409 already-renewed");
    expect(await word(connect(third))).toBe("200");
    expect(holder.serial).not.toBe(third.serial);
  });
});

describe("koshin", () => {
  const Revoked = v.pipe(
    v.string(),
    v.parseJson(),
    v.strictObject({
      changed: v.boolean(),
      revoked: v.array(v.strictObject({ issuer: v.string(), serial: v.string() })),
      revokedBefore: v.nullable(v.strictObject({ at: v.string(), reason: v.string() })),
      stillValid: v.array(v.strictObject({ issuer: v.string(), serial: v.string(), relation: v.string() })),
      blockedKey: v.nullable(v.string()),
      alsoTell: v.array(v.never()),
    }),
  );
  const run = (...args: string[]): Promise<Ended> => runHere(...args, "--data", world.data);

  test("revoke leaves a valid predecessor and replacement valid, names them, and also revokes them on request", async () => {
    const { holder, to, subject } = await someone();
    const replacement = await renewed(to, subject);
    await askStatus(connect(replacement));
    const reason = ["--reason", "key-compromise", "--json"];
    const first = v.parse(Revoked, (await run("revoke", "--serial", holder.serial, ...reason)).stdout);
    expect(first).toEqual({
      changed: true,
      revoked: [{ issuer: holder.issuer, serial: holder.serial }],
      revokedBefore: null,
      stillValid: [{ issuer: holder.issuer, serial: replacement.serial, relation: "replacement" }],
      blockedKey: keyFingerprint(createPublicKey(holder.key).export({ type: "spki", format: "der" })),
      alsoTell: [],
    });
    expect([await word(to), await word(connect(replacement))]).toEqual(["403 revoked", "200"]);
    const second = v.parse(Revoked, (await run("revoke", "--serial", holder.serial, "--with-replacement", ...reason)).stdout);
    expect(second).toMatchObject({
      changed: true,
      revoked: [{ serial: replacement.serial }],
      revokedBefore: { reason: "key-compromise" },
      stillValid: [],
      blockedKey: null,
    });
    expect(await word(connect(replacement))).toBe("403 revoked");
  });

  test("revoke and blocked-key add update the lists in the data folder without waiting for the service's next round", async () => {
    const [{ holder }, { holder: other }] = [await someone(), await someone()];
    const key = keyFingerprint(createPublicKey(other.key).export({ type: "spki", format: "der" }));
    for (const [serial, args] of [
      [holder.serial, ["revoke", "--serial", holder.serial, "--reason", "superseded"]],
      [other.serial, ["blocked-key", "add", "--sha256", key, "--source", "found on a share"]],
    ] as const) {
      expect(await runHere(...args, "--data", world.data)).toMatchObject({ code: 0, stderr: "" });
      const lists = await readPublishedLists(world.service.published, [world.service.authority]);
      expect(lists.flatMap((list) => Array.from(list.entries(), (each) => each.serial))).toContain(serial);
    }
  });

  test("tenant open makes certificates accepted again that were refused after close", async () => {
    const { to } = await someone();
    const tenant = ["--tenant", "u00000014"];
    expect((await run("tenant", "close", ...tenant)).code).toBe(0);
    const page = async (): Promise<unknown> => JSON.parse((await send(to, { path: "/menu" })).body);
    expect(await page()).toEqual({ kind: "refused", code: "tenant-closed" });
    expect((await run("tenant", "open", ...tenant)).code).toBe(0);
    expect(await page()).toMatchObject({ kind: "accepted" });
  });

  test("revoke revokes a predecessor only with the option, and says what is still valid", async () => {
    const { holder, to, subject } = await someone();
    const replacement = await renewed(to, subject);
    const said = await run("revoke", "--serial", replacement.serial.toLowerCase(), "--reason", "superseded");
    expect(said.code).toBe(0);
    expect(said.stdout).toContain(`predecessor ${holder.serial}`);
    expect(await word(to)).toBe("200");
    const both = await run("revoke", "--serial", replacement.serial, "--reason", "superseded", "--with-predecessor", "--json");
    expect(v.parse(Revoked, both.stdout)).toMatchObject({ changed: true, revoked: [{ serial: holder.serial }], stillValid: [] });
    expect(await word(to)).toBe("403 revoked");
  });

  test("revoke reports a repetition: it says when and why the certificate was revoked, and changes nothing", async () => {
    const { holder } = await someone();
    await run("revoke", "--serial", holder.serial, "--reason", "superseded");
    const again = ["revoke", "--serial", holder.serial, "--reason", "cessation-of-operation"] as const;
    const json = await run(...again, "--json");
    const { changed, revoked, revokedBefore } = v.parse(Revoked, json.stdout);
    expect([json.code, changed, revoked, revokedBefore?.reason]).toEqual([0, false, [], "superseded"]);
    const said = await run(...again);
    const sentence = `It was already revoked, at ${revokedBefore?.at} (superseded). This is unchanged.\n`;
    expect([said.code, said.stdout]).toEqual([0, sentence]);
    expect((await trailOf(world.service.store, holder.serial)).filter(({ action }) => action === "revoked")).toHaveLength(1);
  });

  test.each([
    [["revoke", "--serial", "00FF"], 2],
    [["revoke", "--serial", "00FF", "--reason", "ca-compromise"], 2],
    [["revoke", "--serial", "00FF", "--reason", "superseded"], 1],
    [["show"], 2],
    [["show", "--tenant", "u00000014"], 2],
    [["show", "--serial", "00FF", "--cn", "client1"], 2],
    [["show", "--serial", "00FF"], 1],
    [["show", "--tenant", "u00000014", "--cn", "client99999"], 1],
  ] as const)("%j ends with %i", async ([command, ...args], code) => {
    expect((await run(command, ...args)).code).toBe(code);
  });

  const Member = { serial: v.string(), state: v.string(), issuedAt: v.string(), notAfter: v.string() };
  const Shown = v.pipe(
    v.string(),
    v.parseJson(),
    v.object({
      certificates: v.array(
        v.object({
          ...Member,
          revocation: v.nullable(v.object({ at: v.string(), reason: v.string(), actor: v.nullable(v.string()) })),
          renewalOrder: v.nullable(v.object({ at: v.string(), reason: v.string(), until: v.nullable(v.string()) })),
          stages: v.array(v.object({ stage: v.string(), at: v.string(), actor: v.string() })),
          predecessors: v.array(v.object(Member)),
          successors: v.array(v.object(Member)),
        }),
      ),
    }),
  );

  test("show prints a person's certificates with state, stages and line", async () => {
    const { holder, to, subject } = await someone();
    const lost = await renewed(to, subject);
    const kept = await renewed(to, subject);
    const person = ["--tenant", holder.tenant, "--cn", holder.cn];
    const shown = async (): Promise<v.InferOutput<typeof Shown>["certificates"]> =>
      v.parse(Shown, (await run("show", ...person, "--json")).stdout).certificates;
    expect((await shown()).map(({ serial, state }) => [serial, state])).toEqual([
      [kept.serial, "applied-for"],
      [lost.serial, "revoked"],
      [holder.serial, "in-use"],
    ]);
    await askStatus(connect(kept));
    const [newest, , oldest] = await shown();
    expect([newest?.state, oldest?.state]).toEqual(["in-use", "renewed"]);
    expect(newest?.stages.map(({ stage }) => stage)).toEqual(["due", "issued", "first-used"]);
    expect(newest?.predecessors.map(({ serial, state }) => [serial, state])).toEqual([[holder.serial, "renewed"]]);
    expect(oldest?.successors.map(({ serial }) => serial)).toEqual([lost.serial, kept.serial]);
    const words = await run("show", "--serial", kept.serial.toLowerCase());
    expect(words.stdout).toContain(`renewed from ${holder.serial}`);
  });

  test("show names the actor of a revocation", async () => {
    const { holder, to, subject } = await someone();
    const lost = await renewed(to, subject);
    await renewed(to, subject);
    await revokeCertificate(world.service, { serial: holder.serial }, "superseded", byOperator(world.now));
    const revocationOf = async (serial: string): Promise<unknown> =>
      v.parse(Shown, (await run("show", "--serial", serial, "--json")).stdout).certificates[0]?.revocation;
    expect(await revocationOf(holder.serial)).toMatchObject({ reason: "superseded", actor: "operator" });
    expect(await revocationOf(lost.serial)).toMatchObject({
      reason: "superseded",
      actor: actorOf(await existingRecord(world.service.store, holder.serial)),
    });
    expect((await run("show", "--serial", holder.serial)).stdout).toMatch(/\n {2}revoked {6}\S+Z {2}operator {2}superseded\n/);
  });

  test("show prints an order to renew at once, until it is fulfilled, over or cancelled", async () => {
    const { holder, to, subject } = await someone();
    const orderOf = async (): Promise<unknown> =>
      v.parse(Shown, (await run("show", "--serial", holder.serial, "--json")).stdout).certificates[0]?.renewalOrder;
    const order = async (...until: string[]): Promise<unknown> =>
      await run("renew-now", "--serial", holder.serial.toLowerCase(), "--reason", "file lost", ...until);
    expect(await orderOf()).toBeNull();
    await order("--until", "2999-12-31");
    expect(await orderOf()).toMatchObject({ reason: "file lost", until: "2999-12-31T00:00:00.000Z" });
    expect((await run("show", "--serial", holder.serial)).stdout).toMatch(
      /\n {2}to be renewed at once, by an order of \S+Z that ends at 2999-12-31T00:00:00\.000Z: file lost\n/,
    );
    await order("--until", "2020-01-01");
    expect(await orderOf()).toBeNull();
    await order();
    expect(await orderOf()).toMatchObject({ reason: "file lost", until: null });
    await askStatus(connect(await renewed(to, subject)));
    expect(await orderOf()).toBeNull();
  });
});
