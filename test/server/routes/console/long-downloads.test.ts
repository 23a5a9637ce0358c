import { once } from "node:events";
import { IncomingMessage, ServerResponse } from "node:http";
import { Agent, request } from "node:https";
import { Socket } from "node:net";
import { finished } from "node:stream/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { IssuedIdentity } from "../../../../src/protocol/console/certificates.ts";
import { consolePaths } from "../../../../src/protocol/console/paths.ts";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../../src/server/issuance/lifecycle/revoke.ts";
import { closeTenant, openTenant } from "../../../../src/server/issuance/tenants.ts";
import { ArchivesUnderWay, mostArchives } from "../../../../src/server/routes/console/archives-under-way.ts";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { tokenOf } from "../../../support/api-token.ts";
import { contentOf, refusalIn } from "../../../support/console-answers.ts";
import { startService, type ThrowawayService } from "../../../support/throwaway-service.ts";

const tenant = "u00000014";
/** Twenty are handed out in the first transaction, the others in the second. */
const certificates = 25;

let world: ThrowawayService;
let selection: string;
beforeAll(async () => {
  world = await startService();
  const operator = await administratorOf(world, { account: "sato" });
  const named: IssuedIdentity[] = [];
  for (let number = 1; number <= certificates; number++) {
    const body = JSON.stringify({ cn: `client${number}`, remark: "", device: "" });
    const sent = { method: "POST", path: consolePaths.certificates, headers: { "Content-Type": "application/json" }, body };
    named.push(contentOf(IssuedIdentity, await operator.ask(sent)));
  }
  selection = JSON.stringify({ selection: { by: "identity", certificates: named } });
});
afterAll(() => world[Symbol.asyncDispose]());

let operator: LoggedInAdministrator;
let before: number;
beforeEach(async () => {
  operator = await administratorOf(world, { account: "sato" });
  await operator.confirm();
  before = (await handedOut()).length;
});
afterEach(async () => await openTenant(world.service, tenant, byOperator(world.now)));

/** Begins to read the file of all certificates, and has something happen before the first of them is in it. */
async function download(credentials: Readonly<Record<string, string>>, happens: () => unknown): Promise<"whole" | "broken off"> {
  const { port, root: ca } = world;
  const { cert, key } = operator.certificate;
  const headers = { Host: `ctrl.localhost:${port}`, "Content-Type": "application/json", ...credentials };
  const agent = new Agent({ keepAlive: false });
  const to = { host: "127.0.0.1", servername: "ctrl.localhost", port, ca, cert, key, agent };
  const outgoing = request({ ...to, method: "POST", path: `${consolePaths.archives}?profile=modern`, headers });
  outgoing.end(selection);
  const incoming = await answerTo(outgoing);
  expect(incoming.statusCode).toBe(200);
  const ended = finished(incoming).then(
    () => "whole" as const,
    () => "broken off" as const,
  );
  await once(incoming, "data");
  await happens();
  return await ended;
}

async function answerTo(outgoing: ReturnType<typeof request>): Promise<IncomingMessage> {
  return await new Promise((resolve, reject) => outgoing.once("response", resolve).once("error", reject));
}

/** When each certificate's file was handed out, as the trail says. */
async function handedOut(): Promise<number[]> {
  const rows = await world.service.store
    .selectFrom("audit")
    .selectAll()
    .where("action", "=", "file-handed-out")
    .orderBy("number")
    .execute();
  return rows.map(({ at }) => new Date(at).getTime());
}

function pass(milliseconds: number): void {
  world.now = new Date(world.now.getTime() + milliseconds);
}

describe("a long file breaks off", () => {
  test.for([
    [
      "when the certificate of whoever reads it is revoked",
      async () => await revokeCertificate(world.service, operator.certificate, "key-compromise", byOperator(world.now)),
    ],
    ["when the tenant is closed", async () => await closeTenant(world.service, tenant, byOperator(world.now))],
    ["when the session ends", () => pass(12 * 3_600_000)],
  ] as const)("%s", async ([, happens]) => {
    expect(await download({ Cookie: operator.cookie }, happens)).toBe("broken off");
    expect((await handedOut()).length - before).toBeLessThanOrEqual(20);
  });

  test("when the token ends", async () => {
    const { token } = await tokenOf(world, { account: "sato" }, { scopes: ["secrets"], days: 1 });
    expect(await download({ Authorization: `Bearer ${token}` }, () => pass(86_400_000))).toBe("broken off");
    expect((await handedOut()).length - before).toBeLessThanOrEqual(20);
  });
});

test("a long file goes on after the five minutes of its second factor, and the trail says when each hand-out was", async () => {
  const began = world.now.getTime();
  expect(await download({ Cookie: operator.cookie }, () => pass(600_000))).toBe("whole");
  const times = (await handedOut()).slice(before);
  expect(times).toHaveLength(certificates);
  expect(times.at(-1)).toBe(began + 600_000);
});

describe("files of several certificates", () => {
  const response = (): ServerResponse => new ServerResponse(new IncomingMessage(new Socket()));
  const ended = async (one: ServerResponse): Promise<void> => {
    const closed = once(one, "close");
    one.destroy();
    await closed;
  };

  test("are handed out at once as many as there may be, to an organisation and to all, until one has ended", async () => {
    const underWay = new ArchivesUnderWay();
    const begin = (whose: string): ServerResponse => {
      const one = response();
      underWay.begin(whose, one);
      return one;
    };
    const [first] = Array.from({ length: mostArchives.ofTenant }, () => begin("one"));
    if (first === undefined) throw new Error("At least one may be.");
    expect(() => begin("one")).toThrow(expect.objectContaining({ code: "downloads-exceeded" }));
    await ended(first);
    begin("one");
    for (let more = mostArchives.ofTenant; more < mostArchives.ofAll; more++) begin(`another${more}`);
    expect(() => begin("last")).toThrow(expect.objectContaining({ code: "downloads-exceeded" }));
  });

  test("are not counted where the connection has ended already", async () => {
    const underWay = new ArchivesUnderWay();
    for (let gone = 0; gone <= mostArchives.ofAll; gone++) {
      const one = response();
      await ended(one);
      underWay.begin("one", one);
    }
  });

  test("are refused beyond that, and are to be had again afterwards", async () => {
    const archive = async () =>
      await operator.ask({
        ...{ method: "POST", path: consolePaths.archives, headers: { "Content-Type": "application/json" }, body: selection },
      });
    const answers = await Promise.all(Array.from({ length: 8 }, archive));
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expect(refusalIn(answer)).toEqual([429, "downloads-exceeded"]);
      expect(answer.headers["retry-after"]).toBe("30");
    }
    expect((await archive()).status).toBe(200);
  });
});
