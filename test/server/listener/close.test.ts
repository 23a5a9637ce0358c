import { once } from "node:events";
import { Agent } from "node:https";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { describe, expect, test } from "vitest";
import { defaultLimits } from "../../../src/server/settings/operation-settings.ts";
import { startService } from "../../support/throwaway-service.ts";
import { send } from "../../support/tls-client.ts";

describe("closing the service", () => {
  test("closes idle connections immediately, with and without a completed handshake", async () => {
    // Waiting for them would exceed the test's timeout.
    const world = await startService({ settings: { limits: { ...defaultLimits, closingSeconds: 3_600 } } });
    const agent = new Agent({ keepAlive: true });
    const { port, root } = world;
    await send({ port, root, agent }, { path: "/" });
    const silent = connect(port, "127.0.0.1");
    await once(silent, "connect");
    const cut = once(silent, "close");
    await world[Symbol.asyncDispose]();
    await cut;
    agent.destroy();
  });

  test("completes a running request", async () => {
    const arrived = Promise.withResolvers<undefined>();
    const released = Promise.withResolvers<undefined>();
    const world = await startService({
      webapp: async () => {
        arrived.resolve(undefined);
        await released.promise;
        return new Response("done");
      },
    });
    const answer = send({ port: world.port, root: world.root }, { path: "/slow" });
    await arrived.promise;
    const closed = world[Symbol.asyncDispose]();
    released.resolve(undefined);
    expect((await answer).body).toBe("done");
    await closed;
  });

  test("does not wait for a slow client longer than configured, and accepts no new one", async () => {
    const world = await startService({ settings: { limits: { ...defaultLimits, closingSeconds: 1 } } });
    const { port, root } = world;
    const slow = connectTls({ host: "127.0.0.1", servername: "app.localhost", port, ca: root });
    slow.on("error", () => undefined).resume();
    await once(slow, "secureConnect");
    slow.write(
      "POST /api/cert/stage HTTP/1.1\r\nHost: app.localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{",
    );
    await send({ port, root }, { path: "/" });
    const cut = once(slow, "close");
    const started = performance.now();
    const closed = world[Symbol.asyncDispose]();
    await expect(send({ port, root }, { path: "/" })).rejects.toThrow();
    await Promise.all([closed, cut]);
    expect(performance.now() - started).toBeGreaterThan(900);
  });
});
