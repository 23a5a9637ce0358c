import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { root } from "../../../src/launch/root.mjs";
import { makePackages, packages } from "../../support/made-packages.ts";

const run = promisify(execFile);
const Ready = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({ app: v.string(), auth: v.string(), console: v.string(), recover: v.string(), verify: v.string() }),
);

/** The services of tests take any free ports. */
const freePorts = { KOSHIN_LISTEN_PORT: "0", KOSHIN_RECOVERY_LISTEN_PORT: "0", KOSHIN_OPERATIONS_PORT: "0" };

let folder: string;
let installed: string;
let koshin: (...args: readonly string[]) => Promise<string>;

beforeAll(async () => {
  await makePackages();
  folder = await mkdtemp(join(tmpdir(), "koshin-npm-test-"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await run("npm", ["install", packages.npm, "--offline", "--silent"], { cwd: folder });
  installed = join(folder, "node_modules", "koshin");
  koshin = async (...args) => (await run(join(folder, "node_modules", ".bin", "koshin"), args, { cwd: folder })).stdout;
});
afterAll(() => rm(folder, { recursive: true }));

async function filesOf(archive: string): Promise<readonly string[]> {
  const { stdout } = await run("tar", ["-tzf", archive]);
  return stdout
    .trim()
    .split("\n")
    .map((name) => name.replace(/^package\//, ""));
}

/** What a program says that must fail with exit code 1 or 2. */
async function failureOf(program: string, args: readonly string[], cwd: string): Promise<string> {
  const Failure = v.object({ code: v.picklist([1, 2]), stdout: v.string(), stderr: v.string() });
  const { stdout, stderr } = await run(program, args, { cwd }).then(
    () => {
      throw new Error(`${program} ${args.join(" ")} did not fail.`);
    },
    (error: unknown) => v.parse(Failure, error),
  );
  return stdout + stderr;
}

describe("the package for npm", () => {
  test("consists of the built program, the module for web apps, its pages and documents, and nothing else", async () => {
    const files = await filesOf(packages.npm);
    const unexpected = files.filter(
      (name) =>
        !/^dist\/(?:koshin|inpage|recovery|webapp|console)\/(?:[A-Za-z0-9._-]+\/)?[A-Za-z0-9_-]+(?:\.d|\.iife)?\.(?:js|css|html|ts|md)$/.test(
          name,
        ) &&
        !/^src\/(?:ui|server\/routes)\/.*\.css$/.test(name) &&
        !["CHANGELOG.md", "LICENSE", "README.md", "package.json"].includes(name),
    );
    expect(unexpected).toEqual([]);
    expect(files.filter((name) => name.endsWith(".map"))).toEqual([]);
  });

  test("contains no path of the machine that made it, and the licences of what is built into it", async () => {
    const { stdout } = await run("grep", ["-rlF", "-e", root.replace(/\/$/, ""), installed]).catch(() => ({ stdout: "" }));
    expect(stdout).toBe("");
    expect(await readFile(join(installed, "dist", "koshin", "THIRD-PARTY-LICENSES.md"), "utf8")).toContain("## pkijs - ");
  });

  test("needs the documented Node, and no package but the optional one that calls tokens", async () => {
    const described: unknown = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
    expect(described).toEqual({
      name: "koshin",
      version: packageJson.version,
      description: packageJson.description,
      license: "Apache-2.0",
      type: "module",
      engines: packageJson.engines,
      exports: packageJson.exports,
      bin: { koshin: "dist/koshin/start.js" },
      sideEffects: false,
      optionalDependencies: { koffi: packageJson.optionalDependencies.koffi },
    });
  });

  test("is never the checkout itself, whose sources do not run below node_modules", async () => {
    expect(packageJson.private).toBe(true);
    expect(await failureOf("npm", ["pack", "--dry-run"], root)).toContain("npm run package -- npm");
  });

  test("says so on a Node that is too old", async () => {
    const copy = join(folder, "old");
    await cp(installed, copy, { recursive: true });
    const engines = packageJson.engines.node;
    const text = (await readFile(join(copy, "package.json"), "utf8")).replace(engines, ">=999");
    await writeFile(join(copy, "package.json"), text);
    const said = await failureOf(process.execPath, [join(copy, "dist", "koshin", "start.js"), "--version"], folder);
    expect(said).toContain("Koshin needs Node 999 or later");
  });

  test("has the module for web apps, with types, and can be imported without a document", async () => {
    const app = `import { watchRenewal } from "koshin/inpage";\nexport const outcome: Promise<string> = watchRenewal({ language: "ja" }).finished;\n`;
    await writeFile(join(folder, "app.ts"), app);
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    const strict = ["--strict", "--exactOptionalPropertyTypes", "--skipLibCheck", "false", "--target", "es2022"];
    const compile = [tsc, ...strict, "--module", "nodenext", "--moduleResolution", "nodenext", "app.ts"];
    await run(process.execPath, compile, { cwd: folder });
    const tried = `const { outcome } = await import("./app.js"); console.info(await outcome);`;
    expect((await run(process.execPath, ["--input-type=module", "-e", tried], { cwd: folder })).stdout).toBe("nothing\n");
    await writeFile(join(folder, "app.ts"), app.replace('"ja"', '"fr"'));
    expect(await failureOf(process.execPath, compile, folder)).toContain("app.ts(2");
  });

  test("gives a program that runs outside of a checkout: it issues, serves, renews and checks", async () => {
    expect(await koshin("--version")).toBe(`${packageJson.version}\n`);
    await koshin("init", "--data", "./data");
    for (const cn of ["client1", "client2"])
      await koshin("issue", "--data", "./data", "--tenant", "u1", "--cn", cn, "--days", "30", "--out", `${cn}.p12`);
    const service = spawn(join(folder, "node_modules", ".bin", "koshin"), ["serve", "--data", "./data"], {
      cwd: folder,
      env: { ...process.env, ...freePorts },
      stdio: ["ignore", "pipe", "ignore"],
    });
    const ended = once(service, "exit");
    onTestFinished(async () => {
      service.kill("SIGKILL");
      await ended;
    });
    const [line] = v.parse(v.tuple([v.string()]), await once(createInterface(service.stdout), "line"));
    const { app, auth, console: site, recover, verify } = v.parse(Ready, line);
    for (const [way, cn] of [
      ["post", "client1"],
      ["est", "client2"],
    ] as const) {
      const files = ["data/authority/root.pem", `${cn}.p12`, `${cn}.txt`].map((name) => join(folder, name));
      const script = join(root, "test", "support", "renew-by-curl.sh");
      const { stdout } = await run("sh", [script, way, auth, ...files, `/O=u1/CN=${cn}`]);
      const shown = await koshin("show", "--data", "./data", "--tenant", "u1", "--cn", cn, "--json");
      expect(shown).toContain(`"serial":"${stdout.trim()}"`);
    }
    // The pages that it has brought with it.
    const password = (await readFile(join(folder, "client1.txt"), "utf8")).trim();
    await writeFile(join(folder, "own.curl"), `cert = "${join(folder, "client1.p12")}:${password}"\n`);
    const load = async (...args: readonly string[]): Promise<string> =>
      (await run("curl", ["-sS", "--fail-with-body", "--cacert", join(folder, "data", "authority", "root.pem"), ...args])).stdout;
    expect(await load(`${recover}/`)).toContain('<script type="module"');
    expect(await load(`${app}/koshin/koshin.js`)).toContain("watchRenewal");
    expect(await load("-K", join(folder, "own.curl"), "--cert-type", "P12", `${site}/`)).toContain('<script type="module"');
    const page = await load("-K", join(folder, "own.curl"), "--cert-type", "P12", `${verify}/`);
    expect(page).toContain("client1");
    expect(page).toContain("--"); // The style sheets' custom properties.
    await koshin("check", "--data", "./data");
    service.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });
});
