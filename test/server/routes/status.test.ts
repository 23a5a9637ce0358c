import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { renewalWindow } from "../../../src/core/renewal/schedule.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { askAgainAfter } from "../../../src/server/issuance/renewal/ask-again.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { defaultProducts } from "../../../src/server/settings/products.ts";
import { defaultSettings } from "../../../src/server/settings/settings.ts";
import { askStatus, enrol, makeRequest, refusalOf, renewed, report } from "../../support/enrolment.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection } from "../../support/tls-client.ts";

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
});
afterAll(async () => await world[Symbol.asyncDispose]());

function connect(identity: Connection["identity"], host = "app.localhost"): Connection {
  return { port: world.port, root: world.root, identity, host };
}

/** Runs an action with the clock shifted by milliseconds from the moment `daysLeft` days before a certificate's expiry. */
async function at<T>(holder: Holder, daysLeft: number, shift: number, act: () => Promise<T>): Promise<T> {
  const before = world.now;
  world.now = new Date(holder.notAfter.getTime() - daysLeft * dayInMilliseconds + shift);
  try {
    return await act();
  } finally {
    world.now = before;
  }
}

describe("the window", () => {
  test("opens 100 days before expiry, to the millisecond", async () => {
    const holder = await world.issue("client1", 500);
    const to = connect(holder);
    const { body } = await makeRequest({ cn: "client1", o: "u00000014" });
    const early = await at(holder, 100, -1, async () => ({ status: await askStatus(to), answer: await enrol(to, body) }));
    expect(early.status.refusal?.code).toBe("not-due");
    expect(refusalOf(early.answer)).toBe("403 not-due");
    // One schedule: clients that follow either value learn of an order to renew at once equally soon.
    expect(Number(early.answer.headers["retry-after"])).toBe(early.status.askAgainAfter);
    const open = await at(holder, 100, 0, async () => ({ status: await askStatus(to), answer: await enrol(to, body) }));
    expect(open.status.refusal).toBe(null);
    expect(open.answer.status).toBe(200);
  });

  test.each([
    ["app.localhost", 90],
    ["localhost", 60],
  ])("%s prompts %i days before expiry", async (host, days) => {
    const holder = await world.issue("client2", 500);
    const to = connect(holder, host);
    expect((await at(holder, days, -1, () => askStatus(to))).due).toBe(false);
    expect((await at(holder, days, 0, () => askStatus(to))).due).toBe(true);
  });

  test("of the demonstration is open as soon as the certificate is issued", async () => {
    const { weborca, orcamo } = defaultProducts;
    const products = { orcamo, weborca: { ...weborca, acceptDays: 1200 } };
    await using demonstration = await startService({ settings: { products } });
    const identity = await demonstration.issue("client1", 1095);
    const status = await askStatus({ port: demonstration.port, root: demonstration.root, identity });
    expect([status.refusal, status.due]).toEqual([null, false]);
  });

  test("counts whole days", async () => {
    const holder = await world.issue("client3", 71);
    expect((await askStatus(connect(holder))).certificate.daysLeft).toBe(71);
    expect((await at(holder, 71, 1, () => askStatus(connect(holder)))).certificate.daysLeft).toBe(70);
  });
});

test("names the recovery page if there is one", async () => {
  expect((await askStatus(connect(await world.issue("client1", 71)))).recoveryPage).toBeNull();
  await using pages = await mkdtempDisposable(join(tmpdir(), "koshin-pages-"));
  await writeFile(join(pages.path, "index.html"), "<!doctype html>");
  const recovery = { ...defaultSettings.recovery, assets: pages.path };
  await using other = await startService({ settings: { recovery } });
  const identity = await other.issue("client1", 71);
  const { recoveryPage } = await askStatus({ port: other.port, root: other.root, identity });
  expect(recoveryPage).toBe(`https://recover.localhost:${other.recoveryPort}/`);
});

describe("when to ask again", () => {
  test("is also sent as Retry-After, and the response is not cached", async () => {
    const holder = await world.issue("client4", 71);
    const { headers } = await send(connect(holder), { path: paths.status });
    expect(headers["retry-after"]).toBe(String((await askStatus(connect(holder))).askAgainAfter));
    expect(headers["cache-control"]).toBe("no-store");
  });

  test("is within a day and a tenth before the prompt date, or at the prompt date if that is sooner", async () => {
    const holder = await world.issue("client5", 500);
    const far = await askStatus(connect(holder));
    expect(far.askAgainAfter).toBeGreaterThanOrEqual(86_400);
    expect(far.askAgainAfter).toBeLessThanOrEqual(86_400 * 1.1);
    const near = await at(holder, 90, -7_200_000, () => askStatus(connect(holder)));
    expect(near.askAgainAfter).toBeGreaterThanOrEqual(7200);
    expect(near.askAgainAfter).toBeLessThanOrEqual(7200 * 1.1);
  });

  test("differs between certificates of the same hour", async () => {
    const holders = await Promise.all([6, 7, 8, 9].map((number) => world.issue(`client${number}`, 500)));
    const times = await Promise.all(holders.map(async (holder) => (await askStatus(connect(holder))).askAgainAfter));
    expect(new Set(times).size).toBeGreaterThan(1);
  });
});

describe("the proof's address", () => {
  test("has a different host name each time, and is reachable", async () => {
    const holder = await world.issue("client10", 71);
    const [first, second] = [await askStatus(connect(holder)), await askStatus(connect(holder))];
    expect(first.proofUrl).not.toBe(second.proofUrl);
    const { hostname, port, pathname } = new URL(first.proofUrl);
    expect(Number(port)).toBe(world.port);
    expect((await send(connect(holder, hostname), { path: pathname })).status).toBe(200);
  });

  test("is the verify host itself if the DNS has no wildcard", async () => {
    await using plain = await startService({ settings: { freshProofHosts: false } });
    const status = await askStatus({ port: plain.port, root: plain.root, identity: await plain.issue("client1", 71) });
    expect(status.proofUrl).toBe(`https://verify.localhost:${plain.port}${paths.status}`);
  });
});

describe("the replacement in the status", () => {
  test("is present from its issue, with its file name and stage, until it is itself presented", async () => {
    const holder = await world.issue("client11", 71);
    const to = connect(holder);
    expect((await askStatus(to)).pending).toBe(null);
    const replacement = await renewed(to, { cn: "client11", o: "u00000014" });
    const { pending } = await askStatus(to);
    expect(pending).toMatchObject({ serial: replacement.serial, stage: "issued" });
    expect(pending?.fileName).toMatch(/^\d{6}_JP_u00000014_client11\.p12$/);
    expect((await askStatus(connect(replacement, "x.verify.localhost"))).pending).toBe(null);
    const after = await askStatus(to);
    expect(after.pending).toMatchObject({ serial: replacement.serial, stage: "first-used" });
    expect(after.refusal?.code).toBe("already-renewed");
  });

  test("has a distinct file name", async () => {
    const names = await Promise.all(
      [12, 13].map(async (number) => {
        const to = connect(await world.issue(`client${number}`, 71));
        await renewed(to, { cn: `client${number}`, o: "u00000014" });
        return (await askStatus(to)).pending?.fileName.slice(0, 6);
      }),
    );
    expect(names[0]).not.toBe(names[1]);
  });

  test("names the tenant's kind of key", async () => {
    await createTenant(world.service, { name: "rsa", product: "weborca", keyKind: "RSA-2048", ...byOperator(world.now) });
    const to = connect(await world.issue("client1", 71, { tenant: "rsa" }));
    expect((await askStatus(to)).keyKind).toBe("RSA-2048");
    expect((await enrol(to, (await makeRequest({ cn: "client1", o: "rsa" }, "RSA-2048")).body)).status).toBe(200);
    expect(refusalOf(await enrol(to, (await makeRequest({ cn: "client1", o: "rsa" })).body))).toBe("400 request-key-not-allowed");
  });
});

describe("a stage", () => {
  test("is reported by the predecessor's holder or by the replacement itself, and never goes back", async () => {
    const to = connect(await world.issue("client20", 71));
    const replacement = await renewed(to, { cn: "client20", o: "u00000014" });
    const { serial } = replacement;
    expect((await report(to, { serial, stage: "password-shown" })).status).toBe(204);
    expect((await report(to, { serial, stage: "fetched" })).status).toBe(204);
    expect((await askStatus(to)).pending?.stage).toBe("password-shown");
    expect((await report(connect(replacement), { serial, stage: "imported" })).status).toBe(204);
    expect((await askStatus(to)).pending?.stage).toBe("first-used");
  });

  test("is refused for someone else's replacement, a revoked one, and an unknown one", async () => {
    const to = connect(await world.issue("client21", 71));
    const subject = { cn: "client21", o: "u00000014" };
    const lost = await renewed(to, subject);
    const { serial } = await renewed(to, subject);
    const other = connect(await world.issue("client22", 71));
    expect(refusalOf(await report(other, { serial, stage: "fetched" }))).toBe("400 stage-unknown");
    expect(refusalOf(await report(to, { serial: lost.serial, stage: "fetched" }))).toBe("400 stage-unknown");
    expect(refusalOf(await report(to, { serial: "00FF", stage: "fetched" }))).toBe("400 stage-unknown");
    expect((await askStatus(to)).pending?.stage).toBe("issued");
  });

  test.each(["", "{}", "[]", '{"serial":"00FF","stage":"first-used"}', '{"serial":"x","stage":"fetched"}'])(
    "is refused as %s",
    async (body) => {
      const to = connect(await world.issue("client23", 71));
      const headers = { "Content-Type": "application/json" };
      expect(refusalOf(await send(to, { method: "POST", path: paths.stage, headers, body }))).toBe("400 stage-unknown");
    },
  );

  test("is refused as a form, and over its limit", async () => {
    const to = connect(await world.issue("client24", 71));
    const post = async (type: string, body: string): Promise<string> =>
      refusalOf(await send(to, { method: "POST", path: paths.stage, headers: { "Content-Type": type }, body }));
    expect(await post("text/plain", "{}")).toBe("415 media-type-wrong");
    expect(await post("application/json", " ".repeat(1025))).toBe("413 body-too-large");
  });
});

describe("the explanation of a refusal", () => {
  const explanations = "https://koshin.example.jp/refusals";

  test("is linked at the anchor of its code, in the status and in a problem", async () => {
    await using explained = await startService({ settings: { explanations } });
    const to = (identity: Holder): Connection => ({ port: explained.port, root: explained.root, identity });
    const early = await explained.issue("client1", 500);
    expect((await askStatus(to(early))).explanation).toBe(`${explanations}#not-due`);
    expect((await askStatus(to(await explained.issue("client2", 50)))).explanation).toBe(null);
    const Answer = v.pipe(v.string(), v.parseJson(), v.object({ type: v.string() }));
    const refused = await enrol(to(early), (await makeRequest({ cn: "client1", o: "u00000014" })).body);
    expect(v.parse(Answer, refused.body).type).toBe(`${explanations}#not-due`);
    const expired = await send(to(await explained.issue("client3", -5)), { path: paths.status });
    expect(v.parse(Answer, expired.body).type).toBe(`${explanations}#expired`);
  });

  test("is absent if the settings name no page", async () => {
    expect((await askStatus(connect(await world.issue("client1", 500)))).explanation).toBe(null);
  });
});

describe("the schedule", () => {
  test("spreads certificates of the same moment evenly over its tenth, and gives each the same time again", () => {
    const now = new Date("2026-11-21T00:00:00Z");
    const window = renewalWindow(new Date("2028-11-21T00:00:00Z"), defaultProducts.weborca);
    const counts = Array<number>(10).fill(0);
    for (let index = 0; index < 2000; index++) {
      // As those of an authority that counts.
      const name = `0a1b/${index.toString(16).toUpperCase().padStart(4, "0")}`;
      const seconds = askAgainAfter(window, { name, urgent: false }, now);
      expect(askAgainAfter(window, { name, urgent: false }, now)).toBe(seconds);
      const tenth = Math.min(9, Math.floor(((seconds - 86_400) / 8640) * 10));
      counts[tenth] = (counts[tenth] ?? 0) + 1;
    }
    for (const count of counts) expect(count).toBeGreaterThan(140);
  });

  test("never makes a client ask more often than hourly, or less often than weekly", () => {
    const end = new Date("2029-11-21T00:00:00Z");
    const window = renewalWindow(end, defaultProducts.weborca);
    for (let hours = -26_280; hours <= 48; hours += 7) {
      for (const [name, urgent] of [
        ["0a1b/01", false],
        ["0a1b/02", false],
        ["0a1b/01", true],
        ["0a1b/02", true],
      ] as const) {
        const now = new Date(end.getTime() + hours * 3_600_000);
        const seconds = askAgainAfter(window, { name, urgent }, now);
        expect(seconds).toBeGreaterThanOrEqual(3600);
        expect(seconds).toBeLessThanOrEqual(7 * 86_400);
      }
    }
  });
});
