import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runHere, startProgram } from "../../support/program.ts";
import { frontFolder, frontSettings, startFront } from "../../support/real-front.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

/** The service behind a front whose configuration is the manual's, or spoilt, and what `koshin check --front` says. */
async function checked(form: "nginx" | "haproxy" | "apache", spoil?: (text: string) => string): Promise<readonly string[]> {
  const order = await frontFolder(form);
  await using world = await startService({ settings: { front: frontSettings(order) } });
  await using front = await startFront({ ...order, ...(spoil === undefined ? {} : { spoil }) }, world);
  return await findings(world, `https://localhost:${front.port}`);
}

async function findings({ data }: ThrowawayService, url: string): Promise<readonly string[]> {
  const { code, stdout } = await runHere("check", "--data", data, "--front", url);
  const lines = stdout.split("\n").filter((line) => line.startsWith("front: "));
  expect(code).toBe(lines.length > 0 ? 1 : 0);
  return lines;
}

/** A certificate for the front, which a private authority has signed. */
async function privatelySigned(folder: string): Promise<{ readonly authority: string; readonly spoil: (text: string) => string }> {
  const [authority, chain, key] = [join(folder, "private-ca.pem"), join(folder, "front.pem"), join(folder, "front.key")];
  const [caKey, csr, extensions] = [join(folder, "private-ca.key"), join(folder, "front.csr"), join(folder, "front.ext")];
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  await writeFile(extensions, "subjectAltName=DNS:localhost,DNS:*.localhost,DNS:*.verify.localhost");
  await openssl("req", "-x509", ...newKey, "-days", "30", "-subj", "/CN=Clinic", "-keyout", caKey, "-out", authority);
  await openssl("req", ...newKey, "-subj", "/CN=front", "-keyout", key, "-out", csr);
  const signer = ["-CA", authority, "-CAkey", caKey, "-days", "30", "-extfile", extensions];
  await openssl("x509", "-req", "-in", csr, ...signer, "-out", chain);
  const spoil = (text: string): string =>
    text.replaceAll("/etc/koshin/front/server.pem", chain).replaceAll("/etc/koshin/front/server.key", key);
  return { authority, spoil };
}

async function openssl(...args: readonly string[]): Promise<void> {
  await promisify(execFile)("openssl", args);
}

/** The manual's configuration with something else in it, which must be there. */
function instead(pattern: string, replacement: string): (text: string) => string {
  return (text) => {
    if (!text.includes(pattern)) throw new TypeError(`The configuration has no ${pattern}.`);
    return text.replaceAll(pattern, replacement);
  };
}

describe("koshin check --front", () => {
  test.each(["nginx", "haproxy", "apache"] as const)("finds nothing at %s with the manual's configuration", async (form) => {
    expect(await checked(form)).toEqual([]);
  });

  test.each([
    [
      "lets clients set the certificate's header",
      instead("proxy_set_header X-SSL-Client-Cert $ssl_client_escaped_cert;", ""),
      "claim any certificate",
    ],
    [
      "names a host where the handshake named none",
      instead("X-SSL-Server-Name $ssl_server_name", "X-SSL-Server-Name ctrl.example.jp"),
      "named no host",
    ],
    ["offers HTTP/2", instead("listen 443 ssl;", "listen 443 ssl http2;"), "offers HTTP/2"],
    ["asks for no certificate", instead("ssl_verify_client optional_no_ca;", ""), "does not reach the service"],
    ["does not pass the path on", instead("location / {", "location /elsewhere {"), "does not pass the path on"],
  ])("finds that nginx %s", async (_, spoil, sentence) => {
    expect((await checked("nginx", spoil)).join("\n")).toContain(sentence);
  });

  test("finds that HAProxy names the request's host instead of the handshake's", async () => {
    const named = instead("X-SSL-Server-Name %[ssl_fc_sni]", "X-SSL-Server-Name %[req.hdr(host),field(1,:)]");
    const spoil = (text: string): string => (text.includes("frontend koshin") ? named(text) : text);
    // nginx refuses such a request itself.
    expect((await checked("haproxy", spoil)).join("\n")).toContain("Have the front set X-SSL-Server-Name");
  });

  test("trusts the authorities that the machine trusts, and says how to have it trust another one", async () => {
    const order = await frontFolder("nginx" as const);
    await using world = await startService({ settings: { front: frontSettings(order) } });
    const { authority, spoil } = await privatelySigned(order.folder);
    await using front = await startFront({ ...order, spoil }, world);
    const url = `https://localhost:${front.port}`;
    expect(await findings(world, url)).toEqual([expect.stringMatching(/trusts no authority .* NODE_EXTRA_CA_CERTS/)]);
    for (const variable of ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"]) {
      const program = startProgram(["check", "--data", world.data, "--front", url], { [variable]: authority });
      expect(await program.ended, variable).toMatchObject({ code: 0 });
    }
  });

  describe("without a front", () => {
    let world: ThrowawayService;
    beforeAll(async () => {
      world = await startService();
    });
    afterAll(() => world[Symbol.asyncDispose]());

    test("says that the settings name none", async () => {
      expect(await findings(world, "https://app.localhost")).toEqual([expect.stringContaining("koshin.json names no front")]);
    });

    test("takes no other address than https", async () => {
      const { code, stderr } = await runHere("check", "--data", world.data, "--front", "app.localhost");
      expect([code, stderr]).toEqual([2, expect.stringContaining("https://app.example.jp")]);
    });
  });
});
