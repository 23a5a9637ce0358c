import { describe, expect, test } from "vitest";
import { makePackages, packageCommand } from "../support/made-packages.ts";
import { commandsIn, documents } from "./documents.ts";
import { runAsReader } from "./manual-session.ts";

const texts = await documents();

/** Commands that these tests cannot run, each with the reason. */
const notRunHere: Readonly<Record<string, string>> = {
  "npm start": "It opens a browser for a person; test/demo/start.test.ts runs it.",
  "npm start -- --days 5": "It opens a browser for a person; test/demo/start.test.ts runs it.",
  "npm start -- --days 5 --app http://localhost:5173":
    "It opens a browser for a person; test/demo/start.test.ts runs it, test/demo/forward.test.ts with a server.",
  "npm test": "It runs this test.",
  "npx koshin operator add --data ./data --name sato --tenant u00000014 --cn client1":
    "The settings name no host for it by default; test/server/commands/operator-command.test.ts runs it.",
  "npx koshin move-database --data ./data --database postgres://koshin@db.example/koshin":
    "The database is the reader's own; test/server/store/releases.test.ts moves one.",
  "docker load --input ./dist/package/koshin-0.1.0-oci-amd64.tar\ncd docs/compose\ndocker compose run --rm init\ndocker compose up --detach":
    "There is no Docker where tests run; test/tools/package/container.test.ts starts what the file says, from the image.",
  [packageCommand]: "It takes a while; the tests of test/tools/package run it.",
  "npm run package -- extension --key koshin.pem --updates https://updates.example/ --sites koshin-sites.json":
    "The files are the reader's own; test/extension/package.test.ts runs it with others.",
};

/** The same for commands within a sentence. */
const namedOnly: Readonly<Record<string, string>> = {
  "npm ci": "It fetches packages from a registry.",
  "npm ci --omit=dev": "It fetches packages from a registry.",
  "npm install PATH/dist/inpage": "PATH is the reader's own; test/inpage/package.test.ts installs the package.",
  "npm pack ./dist/inpage": "test/inpage/package.test.ts packs it.",
  "npx vite build --mode console": "It builds for half a minute; the tests of the site use what it builds.",
  "npx vite build --mode inpage": "It builds for half a minute; the end-to-end tests use what it builds.",
  "npx vite build --mode recovery": "It builds for half a minute; the end-to-end tests use what it builds.",
  "node test/server/store/keep-release.ts": "test/server/store/releases.test.ts reads what it has written.",
  "node tools/documents/document-pictures.ts": "It takes minutes with a browser; test/docs/pictures.test.ts checks the result.",
  "node tools/documents/site-pictures.ts": "It takes a minute with a browser; test/docs/pictures.test.ts checks the result.",
  "node tools/documents/errors-document.ts": "test/docs/errors.test.ts compares its output with the document.",
  "node tools/documents/settings-document.ts": "test/docs/settings.test.ts compares its output with the document.",
  "npx vitest run test/core": "It runs tests inside of a test.",
  "apt-get remove koshin": "test/tools/package/debian.test.ts removes it by dpkg, as apt-get does.",
  "apt-get purge koshin": "test/tools/package/debian.test.ts purges it by dpkg, as apt-get does.",
  "systemctl enable --now koshin":
    "There is no systemd where tests run; test/server/service/unit-file.test.ts checks the unit file.",
  "systemctl reload koshin": "test/tools/package/debian.test.ts runs it in a booted Debian.",
  "systemctl start koshin": "test/tools/package/debian.test.ts runs it in a booted Debian.",
  "systemctl stop koshin": "There is no systemd where tests run; test/server/listener/close.test.ts sends SIGTERM.",
};

const isLasting = (command: string): boolean => /\bkoshin serve\b/.test(command);

describe("the commands in the documents", () => {
  for (const { path, text } of texts) {
    const commands = commandsIn(text).filter((command) => !(command in notRunHere));
    if (commands.length === 0) continue;

    test(`of ${path} work exactly as they are printed`, { timeout: 900_000 }, async () => {
      if (text.includes("dist/package/")) await makePackages();
      const { status, text: said } = await runAsReader(commands, isLasting);
      expect(status, said).toBe(0);
    });
  }

  test("exist, and every command that is not run is still in a document", () => {
    const all = texts.flatMap(({ text }) => commandsIn(text));
    expect(all).toEqual(expect.arrayContaining(Object.keys(notRunHere)));
    expect(all.some(isLasting)).toBe(true);
  });

  test("are reported when they fail, and a service when it ends", async () => {
    const failed = await runAsReader(["true", "false", "echo further"], isLasting);
    expect(failed.status).toBe(1);
    expect(failed.text).not.toContain("further");
    expect((await runAsReader(["echo koshin serve", "wait"], isLasting)).status).not.toBe(0);
  });
});

describe("a program that a document names in a sentence", () => {
  /** Another test checks `koshin` and `npm start`, `run` and `test` against their help. */
  const named = texts.flatMap(({ text }) =>
    Array.from(
      text.matchAll(
        /`((?:npm (?:ci|install|pack)|npx (?!koshin)|node (?:tools|src|test)|systemctl|openssl|curl|pki|apt-get|sudo)[^`\n]*)`/g,
      ),
      ([, command = ""]) => command,
    ),
  );

  test("is in a block that is run, or in the list of commands that cannot be run", () => {
    const run = texts.flatMap(({ text }) => commandsIn(text)).join("\n");
    const missing = named.filter((command) => !(command in namedOnly) && !/^\S+$/.test(command) && !run.includes(command));
    expect(missing).toEqual([]);
    expect(Object.keys(namedOnly).filter((command) => !named.includes(command))).toEqual([]);
  });
});
