import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { IssuedIdentity } from "../../../src/protocol/console/certificates.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { handOutArchives } from "../../../src/server/issuance/hand-out/hand-out-archives.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { operators } from "../../../src/server/jobs/operators.ts";
import { notifyAt } from "../../../src/server/notices/addresses.ts";
import { sendNotices } from "../../../src/server/notices/send-notices.ts";
import { administratorOf, type LoggedInAdministrator } from "../../support/administrator.ts";
import { tokenOf } from "../../support/api-token.ts";
import { contentOf, pathOf } from "../../support/console-answers.ts";
import { named } from "../../support/jobs.ts";
import { receiveMail, textOfMail, type SmtpReceiver } from "../../support/smtp-receiver.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send } from "../../support/tls-client.ts";

let world: ThrowawayService;
let receiver: SmtpReceiver;
let operator: LoggedInAdministrator;
beforeEach(async () => {
  world = await startService();
  receiver = await receiveMail();
  operator = await administratorOf(world, { account: "sato", role: "operator" });
  await operator.confirm();
});
afterEach(async () => {
  await receiver[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const json = { "Content-Type": "application/json" };

async function order(cn: string): Promise<IssuedIdentity> {
  const body = JSON.stringify({ cn, remark: "", device: "" });
  return contentOf(IssuedIdentity, await operator.ask({ method: "POST", path: "/api/certificates", headers: json, body }));
}

async function take(named: IssuedIdentity, what: "password" | "file" | "archive"): Promise<void> {
  expect((await operator.ask({ method: "POST", path: `${pathOf(named)}/${what}` })).status).toBe(200);
}

async function mailTo(address: string): Promise<void> {
  await notifyAt(world.service, { tenant: "u00000014", channel: "mail", address }, byOperator(world.now));
}

/** Sends what is due, and returns the texts of the mails about hand-outs. */
async function told(): Promise<string[]> {
  const mail = { host: "localhost", port: receiver.port, security: "none", from: "koshin@example.jp" } as const;
  const { service } = world;
  await sendNotices({ ...service, settings: { ...service.settings, notices: { mail } } }, world.now);
  return receiver.mails.map(({ message: mailed }) => textOfMail(mailed)).filter((each) => each.includes("handed out"));
}

describe("the tenant's notice addresses", () => {
  test("are told who was handed out what, once for a file and its password", async () => {
    await mailTo("office@example.jp");
    const issued = await order("client28");
    await take(issued, "password");
    await take(issued, "file");
    await take(issued, "archive");
    const mails = await told();
    expect(mails).toHaveLength(1);
    expect(mails[0]).toContain("アカウント sato に、クライアント証明書 client28 のファイルまたはパスワードを渡しました");
    expect(mails[0]).toContain("client certificate client28 was handed out to the account sato");
  });

  test("are told again an hour later, and of each certificate", async () => {
    await mailTo("office@example.jp");
    const [first, second] = [await order("client28"), await order("client29")];
    await take(first, "password");
    await take(second, "password");
    world.now = new Date(world.now.getTime() + 3_600_000);
    await operator.confirm();
    await take(first, "password");
    expect(await told()).toHaveLength(3);
  });

  test("are told of what the service's operators hand out by a command", async () => {
    await mailTo("office@example.jp");
    const selection = named(await order("client28"));
    const options = { profile: "modern", language: "ja", by: operators("u00000014"), clock: () => world.now } as const;
    await new Response(await handOutArchives(world.service, selection, options)).arrayBuffer();
    const [mail] = await told();
    expect(mail).toContain("サービスの運用者に、クライアント証明書 client28 のファイルまたはパスワードを渡しました");
    expect(mail).toContain("client28 was handed out to the service's operators (");
    expect(mail).not.toContain("account");
  });

  test("are told once of several certificates, and of how many", async () => {
    await mailTo("office@example.jp");
    const certificates = [await order("client28"), await order("client29"), await order("client30")];
    const { issuer, serial } = await world.issue("client31", 300);
    const body = JSON.stringify({ selection: { by: "identity", certificates: [...certificates, { issuer, serial }] } });
    expect((await operator.ask({ method: "POST", path: "/api/archive", headers: json, body })).status).toBe(200);
    const mails = await told();
    expect(mails).toHaveLength(1);
    expect(mails[0]).toContain("client28 and 2 more");
    expect(mails[0]).toContain("client28 ほか2件");
  });

  test("are told each time of several, because the others may be others than before", async () => {
    await mailTo("office@example.jp");
    const [first, ...others] = [await order("client28"), await order("client29"), await order("client30")];
    for (const other of others) {
      const body = JSON.stringify({ selection: { by: "identity", certificates: [first, other] } });
      expect((await operator.ask({ method: "POST", path: "/api/archive", headers: json, body })).status).toBe(200);
      world.now = new Date(world.now.getTime() + 1000);
    }
    await take(first, "password");
    expect(await told()).toHaveLength(2);
  });

  test("are told also if the certificate was revoked meanwhile", async () => {
    await mailTo("office@example.jp");
    const issued = await order("client28");
    await take(issued, "password");
    await revokeCertificate(world.service, issued, "key-compromise", byOperator(world.now));
    expect(await told()).toHaveLength(1);
  });

  test("are told which token it was, if a program did it, and of its account's own hand-outs besides", async () => {
    await mailTo("office@example.jp");
    const issued = await order("client28");
    const { id, headers } = await tokenOf(world, { account: "sato" });
    const to = { port: world.port, root: world.root, host: "ctrl.localhost", identity: operator.certificate };
    const asked = { method: "POST", path: `${pathOf(issued)}/password`, headers };
    expect((await send(to, asked)).status).toBe(200);
    await take(issued, "password");
    const mails = await told();
    expect(mails).toHaveLength(2);
    const [byProgram, byPerson] = mails.toSorted((one, other) => other.length - one.length);
    expect(byProgram).toContain(`アカウント sato のAPIトークン ${id} に、`);
    expect(byProgram).toContain(`a program with the API token ${id} of the account sato`);
    expect(byPerson).not.toContain(id);
  });

  test("are told of nothing that is refused", async () => {
    await mailTo("office@example.jp");
    const { issuer, serial } = await world.issue("client31", 300);
    await operator.ask({ method: "POST", path: `${pathOf({ issuer, serial })}/password` });
    expect(await told()).toEqual([]);
  });

  test("as a webhook receive account and number", async () => {
    const bodies: string[] = [];
    const server = createServer((incoming, outgoing) => {
      void text(incoming).then((body) => {
        bodies.push(body);
        outgoing.writeHead(204).end();
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const { port } = v.parse(v.object({ port: v.number() }), server.address());
      const address = `http://127.0.0.1:${port}/`;
      await notifyAt(world.service, { tenant: "u00000014", channel: "webhook", address }, byOperator(world.now));
      await take(await order("client28"), "password");
      await sendNotices(world.service, world.now);
    } finally {
      server.close();
    }
    const Body = v.pipe(v.string(), v.parseJson(), v.looseObject({ kind: v.string() }));
    const handedOut = bodies.map((body) => v.parse(Body, body)).filter(({ kind }) => kind === "handed-out");
    expect(handedOut).toMatchObject([
      {
        certificate: { cn: "client28", o: "u00000014" },
        handedOut: { at: world.now.toISOString(), certificates: 1, account: "sato" },
      },
    ]);
  });
});
