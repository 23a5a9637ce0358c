import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { findProgram } from "../../../src/demo/programs/find-program.mjs";
import { canBoot, runBooted } from "../../support/booted-debian.ts";
import { makePackages, packages } from "../../support/made-packages.ts";

const run = promisify(execFile);

beforeAll(async () => await makePackages());

test.skipIf(findProgram("lintian") === undefined)("Debian's checker of packages finds nothing wrong with it", async () => {
  const asRoot = process.getuid?.() === 0 ? ["--allow-root"] : [];
  const { stdout } = await run("lintian", [...asRoot, "--fail-on", "error,warning", "--tag-display-limit", "0", packages.deb]);
  expect(stdout).toBe("");
});

describe.skipIf(!canBoot)("on a Debian with systemd", () => {
  let folder: string;
  let seen: ReadonlyMap<string, string>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "koshin-debian-"));
    await cp(packages.deb, join(folder, "koshin.deb"));
    await makeNext();
    await cp(join(import.meta.dirname, "../../support/renew-by-curl.sh"), join(folder, "renew-by-curl.sh"));
    const said = await runBooted(folder, await readFile(join(import.meta.dirname, "debian-life.sh"), "utf8"));
    seen = new Map(Array.from(said.matchAll(/^([a-z-]+)=(.*)$/gm), ([, name = "", value = ""]) => [name, value]));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** The next version, as far as dpkg is concerned. */
  async function makeNext(): Promise<void> {
    const tree = join(folder, "next");
    await run("dpkg-deb", ["--raw-extract", packages.deb, tree]);
    const control = join(tree, "DEBIAN", "control");
    const text = (await readFile(control, "utf8")).replace(`Version: ${packageJson.version}\n`, "Version: 999\n");
    await writeFile(control, text);
    await run("dpkg-deb", ["--root-owner-group", "-Znone", "--build", tree, join(folder, "koshin-next.deb")]);
    await rm(tree, { recursive: true });
  }

  test("it makes the user, the secrets and an empty data folder, and the service waits for its data", () => {
    expect(seen.get("user")).toMatch(/^koshin:x:\d+:\d+:Koshin,,,:\/var\/lib\/koshin:\/usr\/sbin\/nologin$/);
    const secrets = ["/etc/koshin/ca-passphrase:root:600", "/etc/koshin/master-key:root:600"];
    const modes = ["/etc/koshin:root:700", ...secrets, "/etc/koshin/environment:root:600", "/var/lib/koshin:koshin:700"];
    expect(seen.get("modes")?.split(" ")).toEqual(modes);
    expect([seen.get("enabled"), seen.get("waits"), seen.get("verified")]).toEqual(["enabled", "inactive no", ""]);
    expect(seen.get("by-a-person")).toBe(packageJson.version);
  });

  test("the service runs as that user under its unit, with the secrets and the environment of /etc/koshin", () => {
    expect(seen.get("runs-as")).toMatch(/^koshin +\/usr\/lib\/koshin\/bin\/node \S+ serve --data \/var\/lib\/koshin$/);
    expect([seen.get("owners"), seen.get("level")]).toEqual(["", "warn"]);
    expect(seen.get("checked")).toBe("/var/lib/koshin is in order.");
  });

  test("programs renew by POST /api/cert and by EST, and the recovery page is there", () => {
    const serials = seen.get("serials")?.split(" ");
    for (const way of ["post", "est"]) expect(serials).toContain(seen.get(way));
    expect(seen.get("post")).toMatch(/^[0-9A-F]+$/);
    expect(seen.get("recovery")).toBe("200");
  });

  test("a front reaches the socket once its user is in the group, and no other user does", () => {
    expect(seen.get("stranger")).toContain("Failed to connect");
    expect(seen.get("front")).toMatch(/^4\d\d$/);
  });

  test("an upgrade keeps the data and the changed configuration, and restarts the service", () => {
    expect([seen.get("version"), seen.get("restarted"), seen.get("kept")]).toEqual(["999", "yes", "1"]);
    expect(seen.get("known")).toContain(`"serial":"${String(seen.get("post"))}"`);
  });

  test("its removal stops the service and keeps data and configuration; it goes on where it is installed again", () => {
    expect(seen.get("removed")).toMatch(/^inactive .*\/run\/koshin.*\/usr\/lib\/koshin/);
    expect(seen.get("data-kept")).toBe("/var/lib/koshin/koshin.json  /etc/koshin: ca-passphrase environment master-key");
    expect(seen.get("again")).toBe("active");
  });

  test("a purge destroys no authority, but says how to; without one it leaves nothing", () => {
    expect(seen.get("warned")).toContain("rm -r /var/lib/koshin /etc/koshin");
    expect(seen.get("keys-kept")).toBe("/etc/koshin/ca-passphrase /var/lib/koshin/authority/issuing.key");
    expect(seen.get("elsewhere")).toBe("/etc/koshin/ca-passphrase /etc/koshin/master-key");
    expect(seen.get("unused")).toBe("");
    expect(
      seen
        .get("left")
        ?.split(" ")
        .filter((word) => word === "No"),
    ).toHaveLength(5);
    expect(seen.get("left")).not.toContain("/var/lib/systemd/deb-systemd-helper");
  });
});
