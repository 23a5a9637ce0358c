import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { findBrowser } from "../../src/demo/programs/find-browser.mjs";
import { findProgram } from "../../src/demo/programs/find-program.mjs";
import { floors } from "../../src/launch/floors.mjs";
import { root } from "../../src/launch/root.mjs";
import { isInstalled } from "../../tools/install/packages.mjs";
import { installPrograms } from "../../tools/install/programs.mjs";

const onDebian = existsSync("/etc/debian_version");
const asRoot = process.getuid?.() === 0;

let bin: string;
beforeEach(async () => {
  bin = await mkdtemp(join(tmpdir(), "koshin-bin-"));
  await chmod(bin, 0o755);
  vi.spyOn(console, "error").mockReturnValue(undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(bin, { recursive: true });
});

/** Puts a shell script into the only folder on the path. */
async function put(name: string, script = ""): Promise<string> {
  const path = join(bin, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

/** A fake apt-get that records its arguments and, on install, adds the key store's tools and a font list. */
async function putAptGet(extra = ""): Promise<() => Promise<string[]>> {
  const log = join(bin, "log");
  const tool = (name: string): string => `printf '#!/bin/sh\\necho IPAGothic\\n' > ${bin}/${name}; /bin/chmod 755 ${bin}/${name}`;
  const install = ["certutil", "pk12util", "fc-list"].map(tool).join("\n");
  await put("apt-get", `echo "$@" >> ${log}\n${extra}\n[ "$1" = install ] && { ${install}\n}\nexit 0`);
  return async () => (await readFile(log, "utf8")).trimEnd().split("\n");
}

describe("a browser", () => {
  test("is the one that KOSHIN_BROWSER names, by path or by name", async () => {
    const path = await put("my-browser");
    vi.stubEnv("KOSHIN_BROWSER", path);
    expect(findBrowser()).toBe(path);
    vi.stubEnv("PATH", bin);
    vi.stubEnv("KOSHIN_BROWSER", "my-browser");
    expect(findBrowser()).toBe(path);
  });

  test("is never replaced silently if the one in KOSHIN_BROWSER cannot be run", () => {
    vi.stubEnv("KOSHIN_BROWSER", join(bin, "missing"));
    expect(findBrowser).toThrow("KOSHIN_BROWSER");
  });

  test("installed on this machine is found", () => {
    expect(findBrowser()).toMatch(/chrom|edge/i);
  });
});

describe("what a command needs", () => {
  test("is not touched if nothing is missing", async () => {
    const calls = await putAptGet();
    vi.stubEnv("PATH", `${bin}:${process.env["PATH"] ?? ""}`);
    await installPrograms("start");
    await expect(calls()).rejects.toThrow("ENOENT");
  });

  test.runIf(onDebian && asRoot)("is installed for root on Debian, and nothing else", async () => {
    const calls = await putAptGet();
    vi.stubEnv("PATH", bin);
    vi.stubEnv("KOSHIN_BROWSER", await put("browser"));
    await installPrograms("start");
    const last = (await calls()).at(-1);
    expect(last).toMatch(/^install -y --no-install-recommends .* libnss3-tools fonts-ipafont-gothic$/);
    expect(last).not.toContain("chromium");
  });

  test.runIf(onDebian && asRoot)(
    "is installed from current package lists, or from the old ones if they cannot be updated",
    async () => {
      const calls = await putAptGet('[ "$1" = update ] && exit 100');
      vi.stubEnv("PATH", bin);
      vi.stubEnv("KOSHIN_BROWSER", await put("browser"));
      await installPrograms("start");
      expect((await calls()).map((call) => call.split(" ")[0])).toEqual(["update", "install"]);
    },
  );

  test.runIf(onDebian && asRoot)("is replaced if it is too old", async () => {
    const compiler = await put("javac", "echo javac 8");
    await putAptGet(`[ "$1" = install ] && echo '#!/bin/sh\necho javac 21.0.1' > ${compiler}`);
    vi.stubEnv("PATH", bin);
    vi.stubEnv("KOSHIN_BROWSER", await put("browser"));
    await expect(installPrograms("test")).rejects.toThrow(/do not provide (?!.*Java compiler)/);
  });

  test.runIf(onDebian && asRoot)("is reported with both versions if Debian's is too old", async () => {
    const calls = await putAptGet();
    await put("javac", "echo javac 8");
    vi.stubEnv("PATH", bin);
    vi.stubEnv("KOSHIN_BROWSER", await put("browser"));
    await expect(installPrograms("test")).rejects.toThrow(`a Java compiler ${floors.java} or later instead of 8`);
    expect((await calls()).at(-1)).toMatch(/ default-jdk-headless /);
  });

  test("does not replace a browser that the person has named, even if it is too old", async () => {
    const calls = await putAptGet();
    const path = await put("browser", "echo Chromium 99.0.1");
    vi.stubEnv("PATH", bin);
    vi.stubEnv("KOSHIN_BROWSER", path);
    await expect(installPrograms("start")).rejects.toThrow(
      `KOSHIN_BROWSER names ${path}, version 99.0.1. Set it to the path of Chromium, Chrome or Edge ${floors.chromium} or later.`,
    );
    await expect(calls()).rejects.toThrow("ENOENT");
  });

  test.runIf(onDebian && asRoot)("is named if apt fails", async () => {
    await put("apt-get", "exit 100");
    vi.stubEnv("PATH", bin);
    vi.stubEnv("KOSHIN_BROWSER", await put("browser"));
    await expect(installPrograms("start")).rejects.toThrow("libnss3-tools");
  });

  test.runIf(onDebian && asRoot)("is reported to other users on Debian in one sentence with the command", async () => {
    await put("apt-get", "exit 1");
    await symlink(process.execPath, join(bin, "node"));
    const { code, stderr } = await runAsNobody();
    expect(code).toBe(1);
    expect(stderr.trimEnd()).toBe(
      "Install certutil and pk12util of NSS, a Japanese font: " +
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends libnss3-tools fonts-ipafont-gothic",
    );
  });

  test.runIf(onDebian && asRoot)("is reported with both versions if it is too old", async () => {
    await put("apt-get", "exit 1");
    await put("javac", "echo javac 8");
    await symlink(process.execPath, join(bin, "node"));
    const { stderr } = await runAsNobody("test");
    expect(stderr).toContain(`a Java compiler ${floors.java} or later instead of 8`);
    expect(stderr).toContain(" default-jdk-headless ");
  });

  test("is reported on other systems, with the variable for the browser", async () => {
    vi.stubEnv("PATH", bin);
    vi.spyOn(process, "platform", "get").mockReturnValue("freebsd");
    const found = findBrowser();
    if (found === undefined) await expect(installPrograms("start")).rejects.toThrow("KOSHIN_BROWSER");
    else await expect(installPrograms("start")).resolves.toBeUndefined();
    await expect(installPrograms("test")).rejects.toThrow("openssl");
  });
});

test("the npm packages count as installed if they match the lock file, whenever it was written", async () => {
  const lock = await readFile(join(root, "package-lock.json"), "utf8");
  const installed = await readFile(join(root, "node_modules", ".package-lock.json"), "utf8");
  expect(isInstalled(lock, installed)).toBe(true);
  expect(isInstalled(lock, "")).toBe(false);
  const version = /"node_modules\/hono": \{\n\s+"version": "[^"]+"/;
  const later = '"node_modules/hono": {\n      "version": "99.0.0"';
  expect(isInstalled(lock.replace(version, later), installed)).toBe(false);
  expect(isInstalled(lock.replace('"node_modules/hono": {', '"node_modules/another": {'), installed)).toBe(false);
});

test("a program is found on the path only if it is executable", async () => {
  vi.stubEnv("PATH", bin);
  await writeFile(join(bin, "text"), "no program", { mode: 0o644 });
  await put("program");
  expect([findProgram("program"), findProgram("text"), findProgram("none")]).toEqual([join(bin, "program"), undefined, undefined]);
});

/** Runs the check of the programs as an unprivileged user, on a machine with nothing but apt and a browser. */
async function runAsNobody(command: "start" | "test" = "start"): Promise<{ code: number; stderr: string }> {
  // A copy, because other users may not be able to read the checkout.
  const folder = await mkdtemp(join(tmpdir(), "koshin-nobody-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await chmod(folder, 0o755);
  for (const path of ["package.json", "manifest.json", "tools/install", "src/launch", "src/demo/programs"])
    await cp(join(root, path), join(folder, path), { recursive: true });
  const script = `import("${folder}/tools/install/programs.mjs").then((m) => m.installPrograms("${command}")).catch((e) => { console.error(e.message); process.exit(1); })`;
  const env = { PATH: bin, KOSHIN_BROWSER: await put("browser") };
  return new Promise((resolve) => {
    execFile(process.execPath, ["-e", script], { cwd: "/", env, uid: 65_534, gid: 65_534 }, (error, _, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stderr });
    });
  });
}
