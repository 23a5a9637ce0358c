import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { paths } from "../../../src/protocol/paths.ts";
import { askStatus, refusalOf, renewed } from "../../support/enrolment.ts";
import { frontFolder, startFront } from "../../support/real-front.ts";
import { startService } from "../../support/throwaway-service.ts";
import { send } from "../../support/tls-client.ts";

const secret = "7f0c2a5e9d1b4863".repeat(2);
const other = "0".repeat(32);

/** The line by which the manual has each front send its secret, and the one after which it stands. */
const lines = {
  nginx: { after: /^ *proxy_set_header X-SSL-Server-Name .*$/gm, line: `proxy_set_header X-Koshin-Front ${secret};` },
  haproxy: {
    after: /^ *http-request set-header X-SSL-Server-Name .*$/gm,
    line: `http-request set-header X-Koshin-Front ${secret}`,
  },
  apache: { after: /^RequestHeader set X-SSL-Server-Name .*$/gm, line: `RequestHeader set X-Koshin-Front ${secret}` },
} as const;

describe.each(["nginx", "haproxy", "apache"] as const)("%s over TCP, with a secret in its configuration", (form) => {
  test("is believed with the service's secret only, whatever a client sends", async () => {
    const folder = await mkdtemp(join(tmpdir(), "koshin-front-secret-"));
    const secretFile = join(folder, "front-secret");
    await writeFile(secretFile, `${secret}\n`, { mode: 0o600 });
    const order = await frontFolder(form);
    await using world = await startService({
      settings: {
        front: {
          form,
          listen: { host: "127.0.0.1", port: 0 },
          trust: ["127.0.0.1"],
          secretFile,
          serverNameHeader: "X-SSL-Server-Name",
          publicPort: order.port,
        },
      },
    });
    await rm(folder, { recursive: true });
    const address = new URL(world.fronts[0] ?? "").host;
    const overTcp = (text: string): string =>
      text
        .replace("unix:/run/koshin/front.sock|http://koshin/", `http://${address}/`)
        .replaceAll(/unix[:@]\/run\/koshin\/front\.sock/g, address)
        .replaceAll(lines[form].after, `$&\n${lines[form].line}`);
    const client = await world.issue("client1", 30);
    {
      await using front = await startFront({ ...order, spoil: overTcp }, world);
      const through = { port: front.port, root: world.root, identity: client };
      // A client's own word is replaced.
      const claimed = await send(through, { path: paths.status, headers: { "X-Koshin-Front": other } });
      expect(claimed.status).toBe(200);
      const replacement = await renewed(through, { cn: client.cn, o: client.tenant });
      expect((await askStatus({ ...through, identity: replacement })).certificate.serial).toBe(replacement.serial);
    }
    for (const spoil of [
      (text: string) => text.replaceAll(secret, other),
      (text: string) => text.replaceAll(lines[form].line, ""),
    ]) {
      const again = await frontFolder(form);
      await using front = await startFront({ ...again, spoil: (text) => spoil(overTcp(text)) }, world);
      const refused = await send({ port: front.port, root: world.root, identity: client }, { path: paths.status });
      expect(refusalOf(refused)).toBe("403 front-not-trusted");
    }
  });
});
