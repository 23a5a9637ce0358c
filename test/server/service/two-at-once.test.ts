import { chmod } from "node:fs/promises";
import { Agent } from "node:https";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { paths } from "../../../src/protocol/paths.ts";
import { clusterVariable } from "../../support/database.ts";
import { enrol, makeRequest } from "../../support/enrolment.ts";
import { sendAsFront } from "../../support/front-request.ts";
import { startProgram, type RunningProgram } from "../../support/program.ts";
import { frontFolder, startFront, type RealFront } from "../../support/real-front.ts";
import { basic } from "../../support/recovery.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Identity, type Received } from "../../support/tls-client.ts";

const restarts = 10;
const requests = 10_000;

// On SQLite, several machines could not share the database.
describe.runIf(process.env[clusterVariable])(
  "two processes behind nginx with the manual's configuration",
  { timeout: 600_000 },
  () => {
    let world: ThrowawayService;
    let front: RealFront;
    let sockets: readonly [string, string];
    const processes: RunningProgram[] = [];
    beforeAll(async () => {
      world = await startService();
      const order = await frontFolder("nginx" as const);
      sockets = [join(order.folder, "front.sock"), join(order.folder, "front-2.sock")];
      for (const at of [0, 1] as const) processes[at] = await start(at, order.port);
      const spoil = (text: string): string =>
        text.replace(/( *)server unix:\/run\/koshin\/front\.sock max_fails=0;/, `$&\n$1server unix:${sockets[1]} max_fails=0;`);
      front = await startFront({ ...order, spoil }, world);
    });
    afterAll(async () => {
      for (const each of processes) each.signal("SIGKILL");
      await Promise.all(processes.map(async (each) => await each.ended));
      await front[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    });

    async function start(at: 0 | 1, port: number): Promise<RunningProgram> {
      const program = startProgram(["serve", "--data", world.data], {
        KOSHIN_LISTEN_PORT: "0",
        KOSHIN_FRONT_FORM: "nginx",
        KOSHIN_FRONT_LISTEN: JSON.stringify([{ path: sockets[at] }]),
        KOSHIN_FRONT_PUBLIC_PORT: String(port),
        // A hundred clinics are a dozen certificates here.
        KOSHIN_LIMITS_REQUESTS_PER_SECOND: "100000",
        KOSHIN_LOG_LEVEL: "warn",
      });
      await program.firstLine;
      // Until then, nginx, which is another user, turns to the other process.
      await chmod(sockets[at], 0o666);
      return program;
    }

    test(`answer every one of ${requests} requests while they are restarted ${restarts} times, one after the other`, async () => {
      const outcomes = new Map<string, number>();
      let answered = 0;
      let restarted = 0;
      const working = (): boolean => answered < requests || restarted < restarts;
      const keepsSending = async (
        cn: string,
        sendOne: (connection: Connection, body: string) => Promise<Received>,
      ): Promise<void> => {
        const connection = through(await world.issue(cn, 30), new Agent({ keepAlive: true, maxSockets: 1 }));
        const { body } = await makeRequest({ cn, o: "u00000014" });
        while (working()) {
          const outcome = await sendOne(connection, body).then(
            ({ status }) => String(status),
            (error: unknown) => String(error),
          );
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
          answered += 1;
        }
        connection.agent?.destroy();
      };
      const restart = async (): Promise<void> => {
        for (; restarted < restarts; restarted += 1) {
          const at = restarted % 2 === 0 ? 0 : 1;
          const program = processes[at];
          if (program === undefined) throw new Error("No process to restart.");
          program.signal("SIGTERM");
          expect((await program.ended).code).toBe(0);
          processes[at] = await start(at, front.port);
        }
      };
      const asks = Array.from(
        { length: 11 },
        async (_, at) =>
          await keepsSending(`client${at + 1}`, async (connection) => await send(connection, { path: paths.status })),
      );
      // The same request again and again, which gets the same certificate.
      await Promise.all([...asks, keepsSending("client50", enrol), restart()]);
      expect([...outcomes.keys()]).toEqual(["200"]);
      expect(answered).toBeGreaterThanOrEqual(requests);
    });

    test("count a person's wrong recovery codes together", async () => {
      const guess = async (at: 0 | 1): Promise<number> => {
        const host = "recover.localhost";
        const headers = { Host: host, "X-SSL-Client-Cert": "", "X-SSL-Server-Name": host, ...basic("client21@u00000014", "wrong") };
        return (await sendAsFront({ socketPath: sockets[at] }, headers, { path: paths.csrAttributes })).status;
      };
      const statuses: number[] = [];
      for (const at of [0, 1, 0, 1, 0, 1, 0] as const) statuses.push(await guess(at));
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    });

    function through(identity: Identity, agent?: Agent): Connection {
      return { port: front.port, root: world.root, identity, ...(agent ? { agent } : {}) };
    }
  },
);
