import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { encodePem } from "../../src/core/x509/pem.ts";
import { listensOf, type Front } from "../../src/server/settings/front.ts";
import { freePort } from "./free-port.ts";
import { serverIdentity } from "./server-identity.ts";
import type { ThrowawayService } from "./throwaway-service.ts";

/** A front whose configuration the manual has. */
type RealFrontForm = Extract<Front["form"], "nginx" | "haproxy" | "apache">;
/** A proxy that passes TLS through, whose configuration the manual has. */
type PassingProxy = "nginx-stream" | "haproxy-tcp";

/** A front in front of a service, on a port of this computer. */
export interface RealFront extends AsyncDisposable {
  readonly port: number;
  /** Its first process, whose children are its workers. */
  readonly pid: number;
  /** What it has reported. */
  readonly log: () => string;
}

/** What a front is started with. */
interface FrontOrder<Form = RealFrontForm> {
  readonly form: Form;
  /** The manual's file; by default that of the form's name. */
  readonly file?: string;
  /** Spoils the manual's configuration. */
  readonly spoil?: (text: string) => string;
  /** The folder that `frontSettings` has named the socket in. */
  readonly folder: string;
  /** The only core that it may use; by default all of them. */
  readonly core?: number;
  readonly port: number;
}

const manual = join(import.meta.dirname, "../../docs/front");

/** A folder for a front and its socket, and a free port. */
export async function frontFolder<Form>(form: Form): Promise<FrontOrder<Form>> {
  const folder = await mkdtemp(join(tmpdir(), "koshin-real-front-"));
  // Fronts open files and the socket as users of their own.
  await chmod(folder, 0o755);
  return { form, folder, port: await freePort() };
}

/** The service's setting for such a front. */
export function frontSettings({ form, folder, port }: FrontOrder): Front {
  return {
    form,
    listen: { path: socketIn(folder) },
    trust: ["127.0.0.1"],
    serverNameHeader: "X-SSL-Server-Name",
    publicPort: port,
  };
}

/** Starts the real program with the manual's configuration, for the hosts of a throwaway service. */
export async function startFront(order: FrontOrder, world: Pick<ThrowawayService, "data" | "service">): Promise<RealFront> {
  const { folder } = order;
  await using cleaning = new AsyncDisposableStack();
  cleaning.defer(async () => await rm(folder, { recursive: true, force: true }));
  const { cert: leaf, key } = await serverIdentity(world.data);
  const { issuing, root, adopted } = world.service.authority;
  const authorities = [issuing, root, ...adopted.map(({ certificate }) => certificate)];
  const cert = leaf + encodePem("CERTIFICATE", issuing);
  await writeFile(join(folder, "server.pem"), cert);
  await writeFile(join(folder, "server.key"), key);
  await writeFile(join(folder, "server-and-key.pem"), cert + key);
  await writeFile(join(folder, "authorities.pem"), authorities.map((der) => encodePem("CERTIFICATE", der)).join(""));
  const { front: settings } = world.service.settings;
  for (const where of settings === undefined ? [] : listensOf(settings)) if ("path" in where) await chmod(where.path, 0o666);
  const front = await startProgram(order, undefined);
  cleaning.use(front);
  const everything = cleaning.move();
  return { ...front, [Symbol.asyncDispose]: async () => await everything.disposeAsync() };
}

/** Starts the real program with the manual's configuration, for the listener of a service. */
export async function startPassing(order: FrontOrder<PassingProxy>, servicePort: number): Promise<RealFront> {
  await using cleaning = new AsyncDisposableStack();
  cleaning.defer(async () => await rm(order.folder, { recursive: true, force: true }));
  const front = await startProgram(order, servicePort);
  cleaning.use(front);
  const everything = cleaning.move();
  return { ...front, [Symbol.asyncDispose]: async () => await everything.disposeAsync() };
}

async function startProgram(
  { form, folder, port, core, file, spoil = (text) => text }: FrontOrder<RealFrontForm | PassingProxy>,
  servicePort?: number,
): Promise<RealFront> {
  const here = async (name: string): Promise<string> =>
    adapted(spoil(await readFile(join(manual, name === "nginx.conf" ? (file ?? name) : name), "utf8")), folder, port, servicePort);
  const [program, args] = await programs[form](folder, here);
  const [started, before] = core === undefined ? [program, []] : ["taskset", ["-c", String(core), program]];
  const child = spawn(started, [...before, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], LANG: "C" },
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const ended = once(child, "exit");
  await Promise.race([
    reachable(port),
    ended.then(() => {
      throw new Error(`${program} ended: ${log}`);
    }),
  ]);
  return {
    port,
    pid: child.pid ?? 0,
    log: () => log,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** The manual's configuration, for the hosts, files and port of a test. */
function adapted(text: string, folder: string, port: number, servicePort = 0): string {
  return text
    .replaceAll("127.0.0.1:18443", `127.0.0.1:${servicePort}`)
    .replaceAll("listen 8443;", `listen 127.0.0.1:${port};`)
    .replaceAll("bind :8443", `bind 127.0.0.1:${port}`)
    .replaceAll("ctrl.example.jp", "localhost")
    .replaceAll("example.jp", "localhost")
    .replaceAll("/etc/koshin/front/", `${folder}/`)
    .replaceAll("/run/koshin/front.sock", socketIn(folder))
    .replaceAll("listen 443 ", `listen 127.0.0.1:${port} `)
    .replaceAll("bind :443 ", `bind 127.0.0.1:${port} `)
    .replaceAll("*:443", `127.0.0.1:${port}`);
}

type Start = (
  folder: string,
  here: (name: string) => Promise<string>,
) => Promise<readonly [program: string, args: readonly string[]]>;

/** What a distribution's own configuration has around the manual's. */
const programs: Readonly<Record<RealFrontForm | PassingProxy, Start>> = {
  async nginx(folder, here) {
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${folder}/${name};`);
    const around = `daemon off; worker_processes 2; pid ${folder}/nginx.pid; error_log stderr; events {}`;
    const site = `http { access_log off; ${temporary.join(" ")}\n${await here("nginx.conf")}\n}`;
    await writeFile(join(folder, "nginx.conf"), `${around}\n${site}\n`);
    return ["nginx", ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"]];
  },
  async haproxy(folder, here) {
    await writeFile(join(folder, "haproxy-crt-list.txt"), await here("haproxy-crt-list.txt"));
    await writeFile(join(folder, "haproxy.cfg"), await here("haproxy.cfg"));
    return ["haproxy", ["-db", "-f", join(folder, "haproxy.cfg")]];
  },
  async "nginx-stream"(folder, here) {
    const around = `load_module /usr/lib/nginx/modules/ngx_stream_module.so; daemon off; pid ${folder}/nginx.pid; error_log stderr; events {}`;
    await writeFile(join(folder, "nginx.conf"), `${around}\n${await here("nginx-stream.conf")}\n`);
    return ["nginx", ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"]];
  },
  async "haproxy-tcp"(folder, here) {
    await writeFile(join(folder, "haproxy.cfg"), await here("haproxy-tcp.cfg"));
    return ["haproxy", ["-db", "-f", join(folder, "haproxy.cfg")]];
  },
  async apache(folder, here) {
    await writeFile(join(folder, "apache-proxy.conf"), await here("apache-proxy.conf"));
    const modules = ["mpm_event", "authz_core", "ssl", "socache_shmcb", "headers", "proxy", "proxy_http"];
    const load = modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`);
    const user = process.getuid?.() === 0 ? ["User www-data", "Group www-data"] : [];
    const around = [
      ...load,
      ...user,
      "ServerName localhost",
      `PidFile ${folder}/apache.pid`,
      `DefaultRuntimeDir ${folder}`,
      "Mutex pthread",
      `ErrorLog ${folder}/error.log`,
    ];
    const [, listen = ""] = /<VirtualHost (\S+)>/.exec(await here("apache.conf")) ?? [];
    await writeFile(join(folder, "apache.conf"), [...around, `Listen ${listen}`, await here("apache.conf")].join("\n"));
    return ["apache2", ["-DFOREGROUND", "-f", join(folder, "apache.conf")]];
  },
};

function socketIn(folder: string): string {
  return join(folder, "front.sock");
}

/** Resolves once a port accepts connections. */
async function reachable(port: number): Promise<void> {
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (open) return;
    await promisify(setTimeout)(20);
  }
}
