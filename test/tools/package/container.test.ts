import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { findPostgres } from "../../../src/demo/programs/find-postgres.mjs";
import { root } from "../../../src/launch/root.mjs";
import { canBoot, runBooted } from "../../support/booted-debian.ts";
import { makePackages, packages } from "../../support/made-packages.ts";
import { composeFolder, ImageConfig, readComposeFile, unitOf, type ComposeFile } from "./compose-units.ts";

const run = promisify(execFile);
const { version } = packageJson;

let folder: string;
let config: ImageConfig;
let compose: ComposeFile;
let raw: unknown;

beforeAll(async () => {
  await makePackages();
  folder = await mkdtemp(join(tmpdir(), "koshin-container-"));
  const { stdout } = await run("skopeo", ["inspect", "--config", "--raw", `oci-archive:${packages.oci}:${version}`]);
  ({ config } = v.parse(ImageConfig, stdout));
  ({ file: compose, raw } = await readComposeFile());
});
afterAll(() => rm(folder, { recursive: true }));

describe("the image for containers", () => {
  test("is read by an independent program, which finds its labels and its processor", async () => {
    const { stdout } = await run("skopeo", ["inspect", `oci-archive:${packages.oci}:${version}`]);
    expect(JSON.parse(stdout)).toMatchObject({
      Os: "linux",
      Architecture: process.arch === "x64" ? "amd64" : process.arch,
      Labels: { "org.opencontainers.image.title": "koshin", "org.opencontainers.image.version": version },
    });
  });

  test("runs the service as a user without privileges, and tells Docker its readiness", () => {
    expect(config.User).toBe("65532:65532");
    expect([...config.Entrypoint, ...config.Cmd].join(" ")).toMatch(
      /^\/usr\/lib\/koshin\/bin\/node \S+ serve --data \/var\/lib\/koshin$/,
    );
    expect(config.Healthcheck?.Test.at(-1)).toContain("http://127.0.0.1:8480/readyz");
  });
});

describe("the compose file", () => {
  test("is valid by the schema of the Compose Specification, which reports what is not", async () => {
    // https://github.com/compose-spec/compose-spec, schema/compose-spec.json, of June 2026, Apache-2.0.
    const schema = v.parse(
      v.record(v.string(), v.unknown()),
      JSON.parse(await readFile(join(import.meta.dirname, "compose-spec.json"), "utf8")),
    );
    const ajv = new Ajv({ strict: false });
    addFormats(ajv);
    const validate = ajv.compile({ ...schema, $schema: "http://json-schema.org/draft-07/schema#" });
    expect([validate(raw), validate.errors]).toEqual([true, null]);
    expect(validate({ services: { koshin: { imagge: "koshin" } } })).toBe(false);
  });

  test("names this version's image, and the nginx configuration of the manual, with both processes", async () => {
    expect(compose.services["koshin-1"]?.image).toBe(`koshin:${version}`);
    const manual = await readFile(join(root, "docs", "front", "nginx.conf"), "utf8");
    const both = manual.replace(/^.*\/run\/koshin\/front\.sock.*\n/m, (line) =>
      ["koshin-1", "koshin-2"].map((name) => line.replace("/run/koshin/", `/run/${name}/`)).join(""),
    );
    expect(await readFile(join(composeFolder, "nginx.conf"), "utf8")).toBe(both);
    const served = [...both.matchAll(/^ *server_name (.*);$/gm)].flatMap(([, names = ""]) => names.split(" "));
    const { environment = {} } = compose.services["init"] ?? {};
    const named = ["APP", "AUTH", "VERIFY", "RECOVER"].map((host) => environment[`KOSHIN_HOSTS_${host}`]);
    expect(served).toEqual(expect.arrayContaining(named));
    expect(String(environment["KOSHIN_SERVER_CERTIFICATE_DNS_NAMES"]).split(",")).toEqual(served);
  });
});

describe.skipIf(!canBoot)("what the compose file says, with Debian's PostgreSQL and nginx and the image's files", () => {
  let seen: ReadonlyMap<string, string>;
  beforeAll(async () => {
    await run("tar", ["-C", await made("image"), "-xf", packages.oci]);
    await run("umoci", ["unpack", "--image", `${join(folder, "image")}:${version}`, join(folder, "bundle")]);
    await cp(join(composeFolder, "nginx.conf"), join(folder, "nginx.conf"));
    await cp(join(import.meta.dirname, "../../support/renew-by-curl.sh"), join(folder, "renew-by-curl.sh"));
    await made("certificates");
    await writeUnits(await made("units"));
    await writeFile(join(folder, "healthcheck"), (config.Healthcheck?.Test ?? []).slice(1).join("\n"));
    const said = await runBooted(folder, await readFile(join(import.meta.dirname, "compose-life.sh"), "utf8"));
    seen = new Map(Array.from(said.matchAll(/^([a-z]+)=(.*)$/gm), ([, name = "", value = ""]) => [name, value]));
  });

  async function made(name: string): Promise<string> {
    await mkdir(join(folder, name));
    return join(folder, name);
  }

  async function writeUnits(units: string): Promise<void> {
    const { init, database, front, ...processes } = compose.services;
    if (init === undefined || database === undefined || front === undefined) throw new Error("The file lacks a service.");
    const issuing = (cn: string): string[] => ["issue", "--data", "/var/lib/koshin", "--tenant", "u1", "--cn", cn, "--days", "30"];
    const issue = (cn: string): string[] => [...issuing(cn), "--out", `/var/lib/koshin/${cn}.p12`];
    const koshin = {
      ...processes,
      init,
      "issue-1": { ...init, command: issue("client1") },
      "issue-2": { ...init, command: issue("client2") },
    };
    const texts = {
      ...Object.fromEntries(
        Object.entries(koshin).map(([name, service]) => [
          name,
          unitOf(name, service, [...config.Entrypoint, ...(service.command ?? config.Cmd)], config),
        ]),
      ),
      database: unitOf("database", { ...database, user: "postgres:postgres" }, [
        join(findPostgres() ?? "", "postgres"),
        ...["-D", "/var/lib/postgresql/data", "-k", "/var/run/postgresql", "-h", "", "-F"],
      ]),
      front: unitOf("front", front, ["/usr/sbin/nginx", "-g", "daemon off;"]),
    };
    for (const [name, text] of Object.entries(texts)) await writeFile(join(units, `${name}.service`), text);
  }

  test("makes the data folder, and runs as the user of the image and the group of nginx", () => {
    expect(seen.get("made")).toBe("volumes/data/koshin.json");
    expect(seen.get("user")?.trim().split(/ +/)).toEqual(["65532", "101"]);
    expect(seen.get("recovery")).toBe("200");
  });

  test("renews through nginx, which asks both processes, and goes on while either is stopped", () => {
    expect(seen.get("post")).toMatch(/^[0-9A-F]+$/);
    expect(seen.get("answered")?.split(" ").map(Number)).toEqual([expect.toSatisfy(isPositive), expect.toSatisfy(isPositive)]);
    expect([seen.get("stopped"), seen.get("again")]).toEqual(["success", "200"]);
    expect(seen.get("est")).toMatch(/^[0-9A-F]+$/);
  });
});

function isPositive(count: number): boolean {
  return count > 0;
}
