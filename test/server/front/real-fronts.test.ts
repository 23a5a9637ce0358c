import { Agent } from "node:https";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { askStatus, enrol, issuedIn, makeRequest, refusalOf, renewed } from "../../support/enrolment.ts";
import { derOf, ImportingService } from "../../support/importing-service.ts";
import { frontFolder, frontSettings, startFront, type RealFront } from "../../support/real-front.ts";
import type { ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Identity } from "../../support/tls-client.ts";

const status = { path: paths.status };
/** For OpenSSL, which by default does not even load old certificates. */
const ciphers = "DEFAULT@SECLEVEL=0";

describe.each(["nginx", "haproxy", "apache"] as const)("%s with the manual's configuration", (form) => {
  let at: ImportingService;
  let world: ThrowawayService;
  let front: RealFront;
  beforeAll(async () => {
    const order = await frontFolder(form);
    at = await ImportingService.start({ front: frontSettings(order) });
    world = at.world;
    front = await startFront(order, world);
  });
  afterAll(async () => {
    await front[Symbol.asyncDispose]();
    await at[Symbol.asyncDispose]();
  });

  function through(identity?: Identity, host?: string): Connection {
    return { port: front.port, root: world.root, identity, ...(host === undefined ? {} : { host }) };
  }

  test("renews, and proves at the address that the status names", async () => {
    const client = await world.issue("client1", 30);
    const { certificate, proofUrl } = await askStatus(through(client));
    expect(certificate.serial).toBe(client.serial);
    const { host, hostname, port } = new URL(proofUrl);
    expect([port, hostname]).toEqual([String(front.port), expect.stringMatching(/^[0-9a-f]{16}\.verify\.localhost$/)]);
    const replacement = await renewed(through(client), { cn: client.cn, o: client.tenant });
    expect((await send(through(replacement, hostname), status)).status, host).toBe(200);
    expect((await askStatus(through(replacement))).certificate.serial).toBe(replacement.serial);
  });

  test("has those without a certificate told so, and reach the recovery host", async () => {
    expect(refusalOf(await send(through(), status))).toBe("401 no-certificate");
    expect((await send(through(undefined, "recover.localhost"), { path: paths.caCertificates })).status).toBe(200);
  });

  test("has a revoked certificate refused, from the next request of an open connection on", async () => {
    const client = await world.issue("client2", 30);
    await using agent = closing(new Agent({ keepAlive: true, maxSockets: 1 }));
    const connection = { ...through(client), agent: agent.agent };
    expect((await send(connection, status)).status).toBe(200);
    await revokeCertificate(world.service, { serial: client.serial }, "superseded", byOperator(world.now));
    expect(refusalOf(await send(connection, status))).toBe("403 revoked");
  });

  test("passes on certificates as old authorities left them: RSA-1024 with SHA-1 renews", async () => {
    const held = await at.other.issue({ subject: at.subject(), kind: "RSA-1024", hash: "sha1" });
    await at.imports(held.path);
    const connection = { ...through(held), ciphers };
    expect((await send(connection, status)).status).toBe(200);
    const { subject, subjectDer } = parseCertificate(derOf(held));
    expect(issuedIn(await enrol(connection, (await makeRequest(subject)).body)).subjectDer).toEqual(subjectDer);
  });

  test("does not judge: a certificate of another authority, and an expired one, are refused by the service", async () => {
    const expired = await world.issue("client3", -1);
    const outcome = await send(through(expired), status).then(refusalOf, (error: unknown) => String(error));
    // Apache ends the handshake of an expired certificate, which cannot be changed.
    if (form === "apache") expect(outcome).toMatch(/expired|ECONNRESET|alert|socket/i);
    else expect(outcome).toBe("403 expired");
    const stranger = await at.other.issue({ subject: "/O=u00000014/CN=client1" });
    expect(refusalOf(await send(through(stranger), status))).toMatch(/^403 unknown-(?:serial|issuer)$/);
  });

  test("lets no client claim another one's certificate, host or address", async () => {
    const [client, other] = [await world.issue("client4", 30), await world.issue("client5", 30)];
    const der = derOf(other);
    const base64 = Buffer.from(der).toString("base64");
    const claims = [encodeURIComponent(other.cert), base64, other.cert.replaceAll("\n", " ").trim(), `:${base64}:`];
    for (const name of ["X-SSL-Client-Cert", "x-ssl-client-cert", "X_SSL_Client_Cert", "X-SSL_Client-Cert"]) {
      for (const claim of claims) {
        const sent = { ...status, headers: { [name]: claim } };
        const anonymous = await send(through(), sent);
        expect(anonymous.status, `${name} ${claim.slice(0, 20)}`).toBeGreaterThanOrEqual(400);
        const own = await send(through(client), sent);
        if (own.status === 200) expect(own.body).toContain(client.serial);
        expect(own.body).not.toContain(other.serial);
      }
    }
    const named = await send(through(client), { ...status, headers: { "X-SSL-Server-Name": "verify.localhost" } });
    expect(named.status).toBe(200);
  });

  test("has a request for another host than the handshake's refused", async () => {
    const client = await world.issue("client6", 30);
    const host = `1.verify.localhost:${front.port}`;
    const answer = await send(through(client), { ...status, headers: { Host: host } });
    expect([400, 421]).toContain(answer.status);
  });

  test("passes on the certificate of the session where one is resumed, whatever the client has now", async () => {
    const [client, other] = [await world.issue("client7", 30), await world.issue("client8", 30)];
    const maxVersion = "TLSv1.2";
    const { session } = await send({ ...through(client), maxVersion }, status);
    if (session === undefined) throw new TypeError("The front gives sessions that can be resumed.");
    const resumed = await send({ ...through(other), maxVersion, session }, status);
    expect(resumed.resumedSession).toBe(true);
    expect(resumed.body).toContain(client.serial);
    expect((await send({ ...through(other), maxVersion }, status)).body).toContain(other.serial);
  });
});

function closing(agent: Agent): AsyncDisposable & { readonly agent: Agent } {
  return {
    agent,
    [Symbol.asyncDispose]: async () => {
      agent.destroy();
      await Promise.resolve();
    },
  };
}
