import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findProgram } from "../../../src/demo/programs/find-program.mjs";
import { defaultLimits } from "../../../src/server/settings/operation-settings.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { prepare, run, temporaryFolder } from "../../interop/tool.ts";
import { runHere } from "../../support/program.ts";

const unitFile = fileURLToPath(new URL("../../../docs/koshin.service", import.meta.url));
/** The minimum version of systemd that can verify a file alone. */
const offlineSince = 250;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let text: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  text = await readFile(unitFile, "utf8");
});
afterAll(async () => await folder.remove());

/** The values of a directive, in order. */
function valuesOf(directive: string): string[] {
  return text.split("\n").flatMap((line) => (line.startsWith(`${directive}=`) ? [line.slice(directive.length + 1)] : []));
}

describe("the unit file for systemd", () => {
  test("starts the program with valid arguments, reloads it with an exit code, and gives it time to stop", async () => {
    expect(valuesOf("Type")).toEqual(["exec"]);
    expect(valuesOf("ExecStart")).toEqual(["/usr/bin/koshin serve --data /var/lib/koshin"]);
    const { code, stdout } = await runHere("serve", "--help");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/--data <folder>[^]*SIGHUP|SIGHUP[^]*--data <folder>/)]);
    expect(valuesOf("ExecReload")).toEqual(["/usr/bin/koshin reload --data /var/lib/koshin"]);
    expect(Number(valuesOf("TimeoutStopSec")[0])).toBeGreaterThan(2 * defaultLimits.closingSeconds);
  });

  test("gives it a private folder, one for its socket, and its two secrets as credentials", async () => {
    expect([valuesOf("User"), valuesOf("RuntimeDirectory"), valuesOf("RuntimeDirectoryMode")]).toEqual([
      ["koshin"],
      ["koshin"],
      ["0750"],
    ]);
    expect([valuesOf("StateDirectory"), valuesOf("StateDirectoryMode"), valuesOf("UMask")]).toEqual([
      ["koshin"],
      ["0700"],
      ["0077"],
    ]);
    const credentials = valuesOf("LoadCredential").map((value) => value.split(":")[0] ?? "");
    for (const name of credentials) await writeFile(join(folder.path, name), "");
    process.env["CREDENTIALS_DIRECTORY"] = folder.path;
    try {
      const { passphrase, masterKey } = dataFolder("/var/lib/koshin");
      expect(credentials.map((name) => join(folder.path, name))).toEqual([passphrase, masterKey]);
    } finally {
      delete process.env["CREDENTIALS_DIRECTORY"];
    }
  });

  test.each([
    ["CapabilityBoundingSet", ""],
    ["NoNewPrivileges", "yes"],
    ["ProtectSystem", "strict"],
    ["ProtectHome", "yes"],
    ["PrivateTmp", "yes"],
    ["PrivateDevices", "yes"],
    ["RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX"],
    ["SystemCallFilter", "@system-service"],
  ])("removes privileges that it does not need: %s=%s", (directive, value) => expect(valuesOf(directive)).toEqual([value]));

  // The JavaScript engine generates code at run time.
  test("allows writable and executable memory", () => expect(valuesOf("MemoryDenyWriteExecute")).toEqual([]));

  test.skipIf(findProgram("systemd-analyze") === undefined)(
    "has only directives known to systemd, and a low exposure level",
    async () => {
      // systemd would complain if koshin is not installed.
      const unit = join(folder.path, "koshin.service");
      await writeFile(unit, text.replaceAll("/usr/bin/koshin", process.execPath));
      expect((await prepare("systemd-analyze", ["verify", "--man=no", unit])).text).toBe("");
      const misspelt = join(folder.path, "misspelt.service");
      await writeFile(misspelt, text.replaceAll("/usr/bin/koshin", process.execPath).replace("ProtectClock", "ProtectClok"));
      expect((await run("systemd-analyze", ["verify", "--man=no", misspelt])).text).toContain("ProtectClok");
      const [, version = "0"] = /^systemd (\d+)/.exec((await prepare("systemd-analyze", ["--version"])).text) ?? [];
      if (Number(version) < offlineSince) return;
      // Out of ten, in tenths; an ordinary service has more than nine.
      const { status, text: said } = await run("systemd-analyze", [
        "security",
        "--offline=true",
        "--no-pager",
        "--threshold=20",
        unit,
      ]);
      expect([status, said]).toEqual([0, expect.stringContaining("Overall exposure level")]);
    },
  );
});
