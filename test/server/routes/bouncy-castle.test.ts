import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { createRecoveryCode } from "../../../src/server/issuance/recovery/recovery-codes.ts";
import { run, temporaryFolder } from "../../interop/tool.ts";
import { replacementOf } from "../../support/records.ts";
import { startService } from "../../support/throwaway-service.ts";

const program = join(import.meta.dirname, "../../support/EnrolByEst.java");
/** The files of Debian's package `libbcpkix-java`. */
const jars = ["bcpkix", "bcprov", "bcutil"].map((name) => `/usr/share/java/${name}.jar`);

test.skipIf(!jars.every((jar) => existsSync(jar)))(
  "BouncyCastle's EST client fetches the authorities, is challenged for its code, is refused with a wrong one, and enrols with the right one",
  async () => {
    await using world = await startService();
    const folder = await temporaryFolder();
    onTestFinished(folder.remove);
    const inFolder = (name: string): string => join(folder.path, name);
    const { serial: lost } = await world.issue("client21", -30);
    const { code } = await createRecoveryCode(world.service, {
      tenant: "u00000014",
      cn: "client21",
      ...byOperator(world.now),
    });
    await writeFile(inFolder("root.pem"), world.root);
    await writeFile(inFolder("codes"), `aaaa-bbbb-cccc-dddd\n${code}\n`, { mode: 0o600 });
    const args = [`localhost:${world.recoveryPort}`, inFolder("root.pem"), "u00000014", "client21", inFolder("codes")];
    const { status, text } = await run("java", ["-cp", jars.join(":"), program, ...args]);
    expect(status, text).toBe(0);
    expect(text.trim().split("\n")).toEqual(["2", "401", (await replacementOf(world.service.store, lost))?.serial]);
  },
);
