import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "vite";
import { root } from "../../docs/documents.ts";

const run = promisify(execFile);
const hosts = import.meta.dirname;

/** The pages of the hosts. */
export const hostNames = ["bare", "react", "strict", "script"] as const;

/** An empty project with the packed module installed, and the pages of the hosts. */
export class Project {
  readonly folder: string;
  /** The files of the packed archive. */
  readonly packed: readonly string[];

  private constructor(folder: string, packed: readonly string[]) {
    this.folder = folder;
    this.packed = packed;
  }

  /** Builds the module, packs it with npm, and installs the archive as a developer would, offline. */
  static async create(): Promise<Project> {
    const folder = await mkdtemp(join(tmpdir(), "koshin-inpage-"));
    const dist = join(folder, "dist");
    await build({ root, configFile: join(root, "vite.config.ts"), mode: "inpage", logLevel: "error", build: { outDir: dist } });
    const { stdout } = await run("npm", ["pack", dist, "--pack-destination", folder, "--silent"]);
    const archive = join(folder, stdout.trim());
    const { stdout: list } = await run("tar", ["-tzf", archive]);
    await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
    await run("npm", ["install", archive, "--offline", "--silent"], { cwd: folder });
    return new Project(
      folder,
      list
        .trim()
        .split("\n")
        .map((name) => name.replace(/^package\//, ""))
        .toSorted(),
    );
  }

  /** The folder of the installed module. */
  get installed(): string {
    return join(this.folder, "node_modules", "koshin");
  }

  /** Builds the hosts' pages in `pages` from the lines in the developer's document, unchanged, or bundled for pages with a bundler. */
  async buildHosts(): Promise<string> {
    for (const resolved of [import.meta.resolve("react"), import.meta.resolve("react-dom")]) {
      const from = dirname(fileURLToPath(resolved));
      await symlink(from, join(this.folder, "node_modules", from.split("/").at(-1) ?? ""));
    }
    await cp(hosts, join(this.folder, "hosts"), { recursive: true, filter: (path) => !path.endsWith(".ts") });
    const { lines, component } = await documented();
    await writeFile(join(this.folder, "hosts", "lines.js"), lines);
    await writeFile(join(this.folder, "hosts", "renewal.jsx"), component);
    const pages = join(this.folder, "pages");
    const bundled = ["react", "strict"].map((host) => join(this.folder, "hosts", host, "index.html"));
    await build({
      root: join(this.folder, "hosts"),
      configFile: false,
      // Only React's development build mounts twice in StrictMode.
      mode: "development",
      define: { "process.env.NODE_ENV": '"development"' },
      logLevel: "error",
      build: { outDir: pages, modulePreload: { polyfill: false }, rolldownOptions: { input: bundled } },
    });
    for (const host of ["bare", "script"]) await cp(join(hosts, host), join(pages, host), { recursive: true });
    await cp(this.installed, join(pages, "koshin"), { recursive: true });
    await writeFile(join(pages, "lines.js"), lines);
    await writeFile(join(pages, "script.js"), lines.replace(/^import .*\n/, "").replace("watchRenewal(", "koshin.watchRenewal("));
    return pages;
  }

  /** Writes a file of the project. */
  async write(name: string, text: string): Promise<string> {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}

/** The five lines of the developer documentation, and its React component. */
async function documented(): Promise<{ readonly lines: string; readonly component: string }> {
  const text = await readFile(join(root, "docs", "web-app-developer.md"), "utf8");
  const [, lines] = /^```js\n(.*?)^```/ms.exec(text) ?? [];
  const [, component] = /^```jsx\n(.*?)^```/ms.exec(text) ?? [];
  if (lines?.trim().split("\n").length !== 5 || component === undefined)
    throw new Error("The document lacks the five lines or the component.");
  return { lines, component };
}
