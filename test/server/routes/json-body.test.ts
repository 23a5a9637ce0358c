import { once } from "node:events";
import { createServer } from "node:http";
import * as v from "valibot";
import { expect, test } from "vitest";
import { consolePaths } from "../../../src/protocol/console/paths.ts";
import { selectionLimit } from "../../../src/protocol/console/selection.ts";
import { Refusal } from "../../../src/server/issuance/refusal.ts";
import { readJson } from "../../../src/server/routes/http/json-body.ts";
import { administratorOf } from "../../support/administrator.ts";
import { refusalIn } from "../../support/console-answers.ts";
import { startService } from "../../support/throwaway-service.ts";
import { send, type Received } from "../../support/tls-client.ts";

test("a body that is wrong in every octet is refused at the first, and no list is made of the rest", async () => {
  let looked = 0;
  const Body = v.array(
    v.pipe(
      v.string(),
      v.check(() => ++looked < 0),
    ),
  );
  await using server = createServer((incoming, outgoing) => {
    readJson(incoming, Body, selectionLimit).then(
      () => outgoing.end("accepted"),
      (error: unknown) => outgoing.end(error instanceof Refusal ? error.code : String(error)),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = v.parse(v.object({ port: v.number() }), server.address());
  const body = JSON.stringify(Array.from({ length: 1000 }, () => ""));
  const headers = { "Content-Type": "application/json", Connection: "close" };
  const answer = await fetch(`http://127.0.0.1:${port}`, { method: "POST", headers, body });
  expect([await answer.text(), looked]).toEqual(["request-malformed", 1]);
});

test("half of a character is refused wherever it is, and a whole one is stored as it was sent", async () => {
  await using world = await startService();
  const somebody = await administratorOf(world, { account: "suzuki", role: "operator" });
  const headers = { "Content-Type": "application/json" };
  const save = async (name: string): Promise<Received> =>
    await somebody.ask({ method: "POST", path: consolePaths.views, headers, body: `{"name":"${name}","parameters":""}` });
  for (const half of ["\\ud800", "a\\uDFFFb", "\\udc00\\ud800"])
    expect(refusalIn(await save(half))).toEqual([400, "request-malformed"]);
  const whole = await save("\\ud842\\udfb7野家");
  expect([whole.status, JSON.parse(whole.body)]).toMatchObject([200, { name: "𠮷野家" }]);
});

test.for([consolePaths.jobs, consolePaths.forecast, consolePaths.exports, consolePaths.archives, consolePaths.orders])(
  "who may not send megabytes to %s learns that before it is read",
  async (path) => {
    await using world = await startService();
    const viewer = await administratorOf(world, { account: "suzuki", role: "viewer" });
    const headers = { "Content-Type": "application/json" };
    const sent = { method: "POST", path, headers, body: "[".repeat(selectionLimit - 1) };
    const { port, root } = world;
    const stranger = { port, root, host: "ctrl.localhost", identity: viewer.certificate };
    expect(refusalIn(await send(stranger, sent))).toEqual([401, "not-logged-in"]);
    const reads = path === consolePaths.forecast || path === consolePaths.exports;
    expect(refusalIn(await viewer.ask(sent))).toEqual(reads ? [400, "request-malformed"] : [403, "role-insufficient"]);
  },
);
