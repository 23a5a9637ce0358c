import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { expect, onTestFinished, test } from "vitest";
import { floors } from "../../src/launch/floors.mjs";
import { prepare } from "../interop/tool.ts";
import { Command, processesOf } from "./command.ts";

const Serial = v.pipe(v.string(), v.regex(/^[0-9A-F]{2,40}$/));
const Outcome = v.strictObject({
  renewed: v.literal(true),
  oldSerial: Serial,
  newSerial: Serial,
  p12: v.string(),
  provedWith: Serial,
  console: v.strictObject({ renewed: v.literal(true), oldSerial: Serial, newSerial: Serial, zip: v.string() }),
});

test("npm start -- --unattended renews, proves, and prints the result", async () => {
  const pictures = await mkdtemp(join(tmpdir(), "koshin-pictures-"));
  const command = new Command(["start", "--unattended", "--pictures", pictures], { KOSHIN_TEST_MARK: pictures });
  const { code, stdout, stderr } = await command.ended;
  expect(code, stderr).toBe(0);
  expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  const outcome = v.parse(Outcome, JSON.parse(stdout));
  expect(outcome.newSerial).not.toBe(outcome.oldSerial);
  expect(outcome.provedWith).toBe(outcome.newSerial);

  expect(outcome.p12).toMatch(/\/\d{6}_JP_u00000014_client28\.p12$/);
  const passwordFile = outcome.p12.replace(/\.p12$/, ".txt");
  expect(await serialByOpenssl(outcome.p12, passwordFile)).toBe(outcome.newSerial);

  expect(outcome.console.newSerial).not.toBe(outcome.console.oldSerial);
  expect(outcome.console.zip).toMatch(/\/\d{6}_JP_u00000014_client169[^/]*\.zip$/);
  const unpacked = `${outcome.console.zip}.unpacked`;
  await prepare("unzip", ["-q", outcome.console.zip, "-d", unpacked]);
  const inZip = join(unpacked, basename(outcome.console.zip, ".zip"));
  expect(await serialByOpenssl(`${inZip}.p12`, `${inZip}_password.txt`)).toBe(outcome.console.newSerial);

  const password = (await readFile(passwordFile, "utf8")).trim();
  expect(password.length).toBeGreaterThan(20);
  expect(stdout + stderr).not.toContain(password);

  const taken = (await readdir(pictures)).toSorted();
  expect(taken.map((name) => name.replace(/^\d\d-/, ""))).toEqual([
    "login.png",
    "dialog.png",
    "save.png",
    "password.png",
    "password-shown.png",
    "import.png",
    "done.png",
    "site-login.png",
    "site-top.png",
    "site-certificates.png",
    "site-certificate.png",
    "site-renewal.png",
    "site-renewed.png",
  ]);
  for (const name of taken) {
    const signature = (await readFile(join(pictures, name))).subarray(1, 4).toString("latin1");
    expect([name, signature]).toEqual([name, "PNG"]);
  }
  expect(stderr).toContain(pictures);
  const downloads = dirname(outcome.p12);
  expect(stderr).toContain(`password to ${downloads}. Both are kept: remove ${dirname(downloads)} when you no longer need them.`);
  expect(processesOf(pictures)).toEqual([]);
  await rm(dirname(dirname(outcome.p12)), { recursive: true });
  await rm(pictures, { recursive: true });
});

test("it names the failed step, and exits with 1", async () => {
  const folder = await mkdtemp(join(tmpdir(), "koshin-browser-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const browser = join(folder, "browser");
  await writeFile(browser, `#!/bin/sh\necho Chromium ${floors.chromium}\nexit 1\n`, { mode: 0o755 });
  const { code, stdout, stderr } = await new Command(["start", "--unattended"], { KOSHIN_BROWSER: browser }).ended;
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/Step 3 failed: start the browser\./);
});

/** The serial number as OpenSSL reads it from the file. */
async function serialByOpenssl(p12: string, passwordFile: string): Promise<string> {
  const run = promisify(execFile);
  const script = 'openssl pkcs12 -in "$1" -passin "file:$2" -nokeys -clcerts | openssl x509 -noout -serial';
  const { stdout } = await run("sh", ["-c", script, "sh", p12, passwordFile]);
  return stdout.trim().replace("serial=", "");
}
