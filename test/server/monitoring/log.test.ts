import { pino } from "pino";
import * as v from "valibot";
import { expect, test } from "vitest";
import { paths } from "../../../src/protocol/paths.ts";
import { createRecoveryCode } from "../../../src/server/issuance/recovery/recovery-codes.ts";
import { defaultSettings } from "../../../src/server/settings/settings.ts";
import { askStatus, enrol, makeRequest, renewed, report } from "../../support/enrolment.ts";
import { openSession, sendOn } from "../../support/http2-client.ts";
import { say } from "../../support/raw-tls.ts";
import { basic, enrolWithCode, recoveryHost } from "../../support/recovery.ts";
import { startService } from "../../support/throwaway-service.ts";
import { send } from "../../support/tls-client.ts";

const tenant = "u00000014";
const Answer = v.pipe(v.string(), v.parseJson(), v.object({ uri: v.string(), pass: v.string() }));
const Line = v.pipe(v.string(), v.parseJson(), v.looseObject({ level: v.number(), msg: v.string() }));

test("the log contains no secret of any flow, at its most verbose level", async () => {
  let text = "";
  const log = pino({ level: "trace" }, { write: (line: string) => void (text += line) });
  const failing = (): Response => {
    throw new Error("the web app failed");
  };
  await using world = await startService({ log, webapp: failing });
  const secrets: string[] = [];
  const hide = (secret: string): string => {
    secrets.push(secret);
    return secret;
  };

  const holder = await world.issue("client1", 50);
  hide(holder.key.split("\n")[1] ?? "");
  const to = { port: world.port, root: world.root, identity: holder };
  await askStatus(to);
  const pending = await renewed(to, { cn: "client1", o: tenant });
  await report(to, { serial: pending.serial, stage: "fetched" });
  const request = await makeRequest({ cn: "client1", o: tenant });
  await enrol(to, hide(request.body));
  await enrol(to, hide("bm90IGEgcmVxdWVzdA"));
  const headers = { "Content-Type": "application/pkcs10" };
  await send(to, { method: "POST", path: paths.serverKey, headers, body: request.body });

  const field = { ...to, host: "localhost", identity: await world.issue("client2", 50) };
  const json = { "Content-Type": "application/json" };
  const posted = await send(field, { method: "POST", path: paths.certificate, headers: json, body: "{}" });
  const { uri, pass } = v.parse(Answer, posted.body);
  hide(pass);
  const { pathname } = new URL(uri);
  hide(pathname.slice(paths.files.length));
  expect((await send(field, { path: pathname })).status).toBe(200);

  await world.issue("client3", -10);
  const order = { tenant, cn: "client3", actor: "operator", now: world.now };
  const { code } = await createRecoveryCode(world.service, order);
  const recovery = recoveryHost(world);
  const fresh = await makeRequest({ cn: "client3", o: tenant });
  const wrong = "WRONG-WRONG-WRONG";
  for (const tried of [wrong, code]) await enrolWithCode(recovery, `client3@${tenant}`, hide(tried), fresh.body);
  for (const tried of [wrong, code]) hide(basic(`client3@${tenant}`, tried)["Authorization"]?.slice("Basic ".length) ?? "");

  const carried = {
    Cookie: `session=${hide("cookie-7f3a")}`,
    "X-CSRF-Token": hide("csrf-91bc"),
    Authorization: `Bearer ${hide("bearer-55aa")}`,
  };
  await send(to, { path: `/login?password=${hide("query-12de")}`, headers: carried });
  await send(to, { path: `${paths.status}?code=${hide("query-98fe")}`, headers: carried });

  const lines = text.trim().split("\n");
  expect(lines.length).toBeGreaterThan(12);
  for (const line of lines) v.parse(Line, line);
  expect(text).toContain("the web app failed");
  expect(text).toContain(holder.serial);
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(6);
    expect(text).not.toContain(secret);
  }
});

test("the log has a file's address without its token, however the path is written", async () => {
  const lines: string[] = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
  await using world = await startService({ log });
  const identity = await world.issue("client1", 50);
  const to = { port: world.port, root: world.root, identity, host: "localhost" };
  const { uri } = v.parse(Answer, (await send(to, { method: "POST", path: paths.certificate })).body);
  const token = new URL(uri).pathname.slice(paths.files.length);
  const escaped = token.replace(/./g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  const targets = [
    uri,
    uri.toUpperCase().replace(token.toUpperCase(), token),
    uri.replace("localhost", "elsewhere.localhost"),
    uri.replace("localhost", "user@localhost"),
    uri.replace("https", "http"),
    ...[
      "/api/cert/%66ile/",
      "/api/cert%2Ffile/",
      "/API/cert/FILE/",
      "/x/../api/cert/file/",
      "/x/%2e%2e/api/cert/./file/",
      "//api//cert//file/",
      "/api/cert/file;/",
    ].map((path) => path + token),
    paths.files + escaped,
    `${paths.files}${token.slice(0, 20)}`,
    `/${token}${paths.status}`,
    `${paths.status}/${token}`,
    `${paths.status};${token}`,
  ];
  for (const target of targets)
    await say(to, `GET ${target} HTTP/1.1\r\nHost: localhost:${world.port}\r\nConnection: close\r\n\r\n`);
  const session = await openSession(to);
  // HTTP/2 has no absolute targets: the response is a refusal, or none.
  for (const path of targets) await sendOn(session, { path }).catch(() => undefined);
  session.destroy();
  const text = lines.join("");
  expect(lines.length).toBeGreaterThan(targets.length);
  for (const secret of [token, escaped, token.slice(0, 20)]) expect(text.toLowerCase()).not.toContain(secret.toLowerCase());
  expect(text).toContain(`"path":"${paths.files}…"`);
});

test("a request for an unknown host is logged with that host; a flood does not fill the disk", async () => {
  const lines: string[] = [];
  const log = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
  await using world = await startService({ log, settings: { limits: { ...defaultSettings.limits, requestsPerSecond: 1 } } });
  const to = { port: world.port, root: world.root, identity: await world.issue("client1", 50) };
  await send(to, { path: paths.status, headers: { Host: "elsewhere.localhost" } });
  const answers = await Promise.all(Array.from({ length: 12 }, async () => await send(to, { path: paths.status })));
  expect(answers.map(({ status }) => status)).toContain(429);
  const requests = lines.map((line) => v.parse(Line, line)).filter(({ msg }) => msg === "request");
  expect(requests[0]).toMatchObject({ host: "elsewhere.localhost", status: 421, code: "not-found" });
  expect(requests.length).toBe(1 + answers.filter(({ status }) => status === 200).length);
});
