import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { hostsWith, startApp } from "../../support/app-behind.ts";
import { runHere } from "../../support/program.ts";
import { changeSettings } from "../../support/settings.ts";
import { startService } from "../../support/throwaway-service.ts";

async function findings(hosts: ReturnType<typeof hostsWith>, assets?: string): Promise<readonly string[]> {
  await using world = await startService();
  await changeSettings(world.data, { hosts, ...(assets === undefined ? {} : { inpage: { assets } }) });
  const { stdout } = await runHere("check", "--data", world.data);
  return stdout.split("\n").filter((line) => line.startsWith("app: "));
}

describe("koshin check", () => {
  test("says that the app does not answer", async () => {
    expect(await findings(hostsWith("http://127.0.0.1:1"))).toEqual([
      "app: The app of app.localhost at http://127.0.0.1:1 cannot be reached. Start it, or correct upstream of this host.",
    ]);
  });

  test("says nothing of one that does, whatever it answers", async () => {
    await using app = await startApp((_, outgoing) => void outgoing.writeHead(404).end());
    expect(await findings(hostsWith(app.origin))).toEqual([]);
  });

  test("names a page whose policy forbids the module, and a missing module", async () => {
    await using app = await startApp(({ url }, outgoing) => {
      const policy = url === "/strict" ? "script-src 'none'" : "default-src 'self'";
      outgoing.writeHead(200, { "Content-Type": "text/html", "Content-Security-Policy": policy }).end("<p>");
    });
    const assets = await mkdtemp(join(tmpdir(), "koshin-module-"));
    onTestFinished(() => rm(assets, { recursive: true }));
    const hosts = hostsWith(app.origin, { inject: ["/strict", "/menu", "/app/*"] });
    expect(await findings(hosts, assets)).toEqual([
      expect.stringMatching(/^app: .*koshin-injected\.js cannot be read/),
      expect.stringMatching(/^app: Note: The content security policy of \/strict of app\.localhost forbids/),
    ]);
    await writeFile(join(assets, "koshin-injected.js"), "");
    expect(await findings(hosts, assets)).toHaveLength(1);
  });
});
