import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { parse } from "yaml";
import { root } from "../../../src/launch/root.mjs";

const Text = v.union([v.string(), v.number()]);
const ComposeFile = v.object({
  services: v.record(
    v.string(),
    v.object({
      image: v.string(),
      user: v.optional(v.string()),
      read_only: v.optional(v.boolean(), false),
      command: v.optional(v.array(v.string())),
      environment: v.optional(v.record(v.string(), Text), {}),
      tmpfs: v.optional(v.array(v.string()), []),
      volumes: v.optional(v.array(v.string()), []),
      ports: v.optional(v.array(v.string()), []),
    }),
  ),
  volumes: v.record(v.string(), v.nullable(v.object({}))),
});
export type ComposeFile = v.InferOutput<typeof ComposeFile>;
export type ComposeService = ComposeFile["services"][string];

/** What an image's configuration says about its program. */
export const ImageConfig = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    config: v.object({
      User: v.string(),
      Env: v.array(v.string()),
      Entrypoint: v.array(v.string()),
      Cmd: v.array(v.string()),
      Healthcheck: v.optional(v.object({ Test: v.tupleWithRest([v.literal("CMD")], v.string()) })),
    }),
  }),
);
export type ImageConfig = v.InferOutput<typeof ImageConfig>["config"];

/** The manual's compose file. */
export const composeFolder = join(root, "docs", "compose");

/** Reads the manual's compose file: as it is, and what the topology needs of it. */
export async function readComposeFile(): Promise<{ readonly raw: unknown; readonly file: ComposeFile }> {
  const raw: unknown = parse(await readFile(join(composeFolder, "compose.yaml"), "utf8"), { merge: true });
  return { raw, file: v.parse(ComposeFile, raw) };
}

/**
 * A unit in which systemd runs a program as a container of that service: with its files, volumes, user, variables and network.
 *
 * @param name of the service, also in the log
 * @param program its arguments
 * @param image where the image's files are; without it the program is Debian's
 */
export function unitOf(name: string, service: ComposeService, program: readonly string[], image?: ImageConfig): string {
  const [user, group = user] = (service.user ?? image?.User ?? "").split(":");
  const volumes = service.volumes.map((volume) => volume.split(":")).map(([from = "", to = "", mode]) => ({ from, to, mode }));
  const place = (from: string): string => `/session/${from.startsWith("./") ? from.slice(2) : `volumes/${from}`}`;
  const variables = [...(image?.Env ?? []), ...Object.entries(service.environment).map(([key, value]) => `${key}=${value}`)];
  return [
    "[Service]",
    // The program has ended, where it is no service.
    service.command === undefined ? "Type=exec" : "Type=oneshot",
    `ExecStart=${program.map((word) => `"${word}"`).join(" ")}`,
    `SyslogIdentifier=${name}`,
    ...(image === undefined
      ? []
      : ["RootDirectory=/session/bundle/rootfs", "MountAPIVFS=yes", "CapabilityBoundingSet=", "NoNewPrivileges=yes"]),
    ...(user === undefined || user === "" ? [] : [`User=${user}`, `Group=${String(group)}`]),
    // Every container has its own loopback; only that of the front is the machine's.
    ...(service.ports.length > 0 ? [] : ["PrivateNetwork=yes"]),
    ...(service.read_only ? ["ReadOnlyPaths=/"] : []),
    ...service.tmpfs.map((path) => `TemporaryFileSystem=${path}:mode=1777`),
    ...volumes.map(({ from, to, mode }) => `${mode === "ro" ? "BindReadOnlyPaths" : "BindPaths"}=${place(from)}:${to}`),
    ...volumes.filter(({ mode }) => mode !== "ro").map(({ to }) => `ReadWritePaths=${to}`),
    ...variables.map((variable) => `Environment="${variable}"`),
    "",
  ].join("\n");
}
