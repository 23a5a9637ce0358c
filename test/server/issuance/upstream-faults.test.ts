import { readdir } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { fromBase64, toBase64 } from "../../../src/core/base64.ts";
import { toHex, type Bytes } from "../../../src/core/bytes.ts";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { parseCertificate, subjectIn } from "../../../src/core/x509/certificate.ts";
import { generateKeyPair } from "../../../src/core/x509/key-pair.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { createRequest } from "../../../src/core/x509/request.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { loadAdopted } from "../../../src/server/authority/adopted-authority.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { verifyTrail } from "../../../src/server/issuance/audit/verify-trail.ts";
import { keyFingerprint } from "../../../src/server/issuance/certifiable-key.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { rotateMasterKey } from "../../../src/server/issuance/lifecycle/rotate-master-key.ts";
import { endOldOrders } from "../../../src/server/issuance/upstream/end-old-orders.ts";
import { findSigned } from "../../../src/server/issuance/upstream/find-signed.ts";
import { renewUpstreamCredential } from "../../../src/server/service/upstream-credential.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { askStatus, enrol, issuedIn, makeRequest, refusalOf, type MadeRequest } from "../../support/enrolment.ts";
import { startEstServer, type EstAnswer, type EstServer } from "../../support/est-server.ts";
import { offerOf } from "../../support/field-client.ts";
import { authorityExtensions } from "../../support/openssl-authority.ts";
import { runHere } from "../../support/program.ts";
import { recordOf } from "../../support/records.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Identity, type Received } from "../../support/tls-client.ts";
import { verifiesInOpenssl } from "../../support/verify-chain.ts";

const everything = new AsyncDisposableStack();
let world: ThrowawayService;
let est: EstServer;
let signs: EstAnswer;
let count = 0;

beforeAll(async () => {
  world = everything.use(await startService({ settings: { unknown: "adopt", adoptUntil: "2090-01-01" } }));
  est = everything.use(await startEstServer());
  signs = est.answer;
  const at = (name: string): string => est.openssl.path(name);
  const files = [
    "--authority",
    at("ca.pem"),
    "--credential",
    at("ra.pem"),
    "--credential-key",
    at("ra.key"),
    "--server-roots",
    at("ca.pem"),
  ];
  issued.push(...(await Promise.all(Array.from({ length: 22 }, async () => await world.issue(`client${++count}`, 30)))));
  expect((await runHere("authority", "upstream", "--data", world.data, "--url", est.url, ...files, "--json")).code).toBe(0);
  await world.reload();
});
afterAll(async () => await everything.disposeAsync());
afterEach(async () => {
  est.answer = signs;
  est.requests.length = 0;
  expect((await verifyTrail(world.service)).findings).toEqual([]);
});

const issued: Holder[] = [];
/** A holder whose certificate is due and was never renewed. */
function newHolder(): Holder {
  const holder = issued.pop();
  if (holder === undefined) throw new Error("There are too few holders.");
  return holder;
}

const at = (identity: Holder): Connection => ({ port: world.port, root: world.root, identity, host: "app.localhost" });
const requestOf = async ({ cn, tenant: o }: Holder): Promise<MadeRequest> => await makeRequest({ cn, o });
const renew = async (holder: Holder, { body }: MadeRequest): Promise<Received> => await enrol(at(holder), body);
/** The number of a holder's requests that have not come to an end. */
async function ordersOf({ cn }: Holder): Promise<number> {
  return (await world.service.store.selectFrom("signingOrders").select("number").where("cn", "=", cn).execute()).length;
}
const answering =
  (status: number, headers: Readonly<Record<string, string>> = {}, body = ""): EstAnswer =>
  (_, outgoing) =>
    void outgoing.writeHead(status, headers).end(body);

/** Every certificate of a holder except the first, with whether it is revoked. */
async function replacementsOf({ cn }: Holder): Promise<boolean[]> {
  const rows = await world.service.store.selectFrom("certificates").selectAll().where("cn", "=", cn).orderBy("number").execute();
  return rows.slice(1).map(({ revokedAt }) => revokedAt !== null);
}

describe("an authority that takes its time", () => {
  test("has the holder told when to send the same request again, and is not asked before", async () => {
    const holder = newHolder();
    const request = await requestOf(holder);
    est.answer = answering(202, { "Retry-After": "120" });
    const delayed = await renew(holder, request);
    expect([delayed.status, delayed.headers["retry-after"], refusalCode(delayed)]).toEqual([202, "120", "authority-delayed"]);
    est.answer = signs;
    expect((await renew(holder, request)).status).toBe(202);
    expect(est.requests).toHaveLength(1);
    world.now = new Date(world.now.getTime() + 120_000);
    const { serial } = issuedIn(await renew(holder, request));
    expect(est.requests.map(toHex)).toEqual([request, request].map(({ body }) => toHex(fromBase64(body))));
    expect((await askStatus(at(holder))).pending?.serial).toBe(serial);
    expect(await ordersOf(holder)).toBe(0);
  });

  test("is asked again with the key that the service made, which a new master key seals meanwhile", async () => {
    const holder = newHolder();
    const post = async (): Promise<Received> => await send(at(holder), { method: "POST", path: paths.certificate });
    est.answer = answering(202, { "Retry-After": "5" });
    expect(refusalOf(await post())).toBe("503 authority-delayed");
    await rotateMasterKey(world.service, dataFolder(world.data).masterKey, byOperator(world.now));
    est.answer = signs;
    world.now = new Date(world.now.getTime() + 5_000);
    const offer = offerOf(await post());
    expect(est.requests[1]).toEqual(est.requests[0]);
    expect(offerOf(await post())).toEqual(offer);
    expect(est.requests).toHaveLength(2);
  });

  test("leaves one replacement, whichever key is requested meanwhile", async () => {
    const holder = newHolder();
    const [first, second] = [await requestOf(holder), await requestOf(holder)];
    est.answer = answering(202, { "Retry-After": "60" });
    expect((await renew(holder, first)).status).toBe(202);
    // The earlier request may be granted at any time, so that it comes first.
    est.answer = signs;
    expect((await renew(holder, second)).status).toBe(202);
    world.now = new Date(world.now.getTime() + 60_000);
    const { serial } = issuedIn(await renew(holder, second));
    expect(await replacementsOf(holder)).toEqual([true, false]);
    expect((await askStatus(at(holder))).pending?.serial).toBe(serial);
  });

  test("is forgotten about after a month, once what it signed is known and revoked", async () => {
    const holder = newHolder();
    est.answer = answering(202);
    expect((await renew(holder, await requestOf(holder))).headers["retry-after"]).toBe("3600");
    est.answer = signs;
    const month = new Date(world.now.getTime() + 31 * dayInMilliseconds);
    expect(await endOldOrders(world.service, world.now)).toBe(0);
    expect(await endOldOrders(world.service, month)).toBe(1);
    expect(await replacementsOf(holder)).toEqual([true]);
    expect(await ordersOf(holder)).toBe(0);
  });
});

describe("an authority that refuses", () => {
  test("has the person told, and is asked again the next time", async () => {
    const holder = newHolder();
    const request = await requestOf(holder);
    est.answer = answering(403, { "Content-Type": "text/plain" }, "No such customer.");
    expect(refusalOf(await renew(holder, request))).toBe("403 authority-refused");
    est.answer = signs;
    expect((await renew(holder, request)).status).toBe(200);
    expect(est.requests).toHaveLength(2);
  });

  test("has the operator told its code, where it has one, and otherwise its words", async () => {
    const reason = async (body: string): Promise<string> => {
      est.answer = answering(403, {}, body);
      const order = { tenant: "u00000014", cn: "client950", ...byOperator(world.now) };
      return await issueCertificate(world.service, order).then(
        () => "",
        (error: unknown) => (error instanceof Error ? error.message : ""),
      );
    };
    expect(await reason(JSON.stringify({ title: "Forbidden", code: "enrolment-needs-code" }))).toContain(
      "HTTP 403 (enrolment-needs-code)",
    );
    expect(await reason("No such customer.")).toContain("HTTP 403 No such customer.");
  });

  test.each<[string, (request: Bytes) => Promise<Bytes>]>([
    ["another subject", async (request) => await est.sign(request, { subject: "/O=u00000014/CN=somebody" })],
    ["an authority", async (request) => await est.sign(request, { extensions: "basicConstraints=critical,CA:TRUE" })],
    ["a server", async (request) => await est.sign(request, { extensions: "extendedKeyUsage=serverAuth" })],
  ])("cannot pass off the certificate of %s", async (_what, make) => {
    const holder = newHolder();
    est.answer = async (request, outgoing) => est.send(outgoing, await make(request));
    expect(refusalOf(await renew(holder, await requestOf(holder)))).toBe("403 authority-refused");
    expect(await replacementsOf(holder)).toEqual([]);
  });

  test("cannot answer with a certificate for another key", async () => {
    const holder = newHolder();
    const other = await est.sign(fromBase64((await requestOf(holder)).body));
    est.answer = (_, outgoing) => est.send(outgoing, other);
    expect(refusalOf(await renew(holder, await requestOf(holder)))).toBe("403 authority-refused");
  });
});

describe("an authority that cannot be reached", () => {
  test.each<[string, EstAnswer]>([
    ["ends the connection", (_, outgoing) => void outgoing.destroy()],
    ["fails", answering(500)],
    ["does not know the credential", answering(401)],
    ["redirects", answering(302, { Location: "https://localhost/" })],
    ["answers with something else", answering(200, {}, "<html>")],
    ["answers without an end", (_, outgoing) => void outgoing.writeHead(200).end("A".repeat(300 * 1024))],
    [
      "is another one than the one that was set",
      async (request, outgoing) => est.send(outgoing, await est.sign(request, { by: "other" })),
    ],
  ])("because it %s: the request is kept, and carried out later", async (_what, fault) => {
    const holder = newHolder();
    const request = await requestOf(holder);
    est.answer = fault;
    const refused = await renew(holder, request);
    expect([refusalOf(refused), refused.headers["retry-after"]]).toEqual(["503 unavailable", "60"]);
    expect(await ordersOf(holder)).toBe(1);
    est.answer = signs;
    expect((await renew(holder, request)).status).toBe(200);
  });

  test("after it has signed: a request with another key has the lost certificate known and revoked first", async () => {
    const holder = newHolder();
    const [lost, next] = [await requestOf(holder), await requestOf(holder)];
    est.answer = (_, outgoing) => void outgoing.destroy();
    expect(refusalOf(await renew(holder, lost))).toBe("503 unavailable");
    est.answer = signs;
    expect((await renew(holder, next)).status).toBe(200);
    expect(est.requests.map(toHex)).toEqual([lost, lost, next].map(({ body }) => toHex(fromBase64(body))));
    expect(await replacementsOf(holder)).toEqual([true, false]);
  });
});

describe("a certificate that the authority has signed and that never came", () => {
  test("is not adopted as an unknown one, though one that was never asked for is", async () => {
    await est.openssl.revocationList("ca", { serials: [] });
    expect((await runHere("import", "--data", world.data, est.openssl.path("ca.crl"), "--json")).code).toBe(0);
    const holder = newHolder();
    const request = await requestOf(holder);
    let lost: Bytes | undefined;
    est.answer = async (der, outgoing) => {
      lost = await est.sign(der);
      outgoing.destroy();
    };
    expect(refusalOf(await renew(holder, request))).toBe("503 unavailable");
    const identityOf = (der: Bytes | undefined, key: string): Identity => ({
      cert: encodePem("CERTIFICATE", der ?? new Uint8Array()),
      key,
    });
    const to = (identity: Identity): Connection => ({ ...at(holder), identity });
    expect(refusalOf(await send(to(identityOf(lost, request.key)), { path: paths.status }))).toBe("403 unknown-serial");
    est.answer = signs;
    expect((await renew(holder, request)).status).toBe(200);
    expect(refusalOf(await send(to(identityOf(lost, request.key)), { path: paths.status }))).toBe("403 unknown-serial");

    const stranger = await makeRequest({ cn: "client900", o: "u00000014" });
    const other = await est.sign(fromBase64(stranger.body));
    expect((await send(to(identityOf(other, stranger.key)), { path: paths.status })).status).toBe(200);
  });
});

describe("a request with a part of the subject", () => {
  test("is refused before it is sent, because the authority would sign it for that part", async () => {
    const first = await makeRequest({ cn: "client901", o: "u00000014" });
    const whole = { subject: "/C=JP/O=u00000014/CN=client901", days: 20 };
    const der = await est.sign(fromBase64(first.body), whole);
    const identity = { cert: encodePem("CERTIFICATE", der), key: first.key };
    const to: Connection = { port: world.port, root: world.root, identity, host: "app.localhost" };
    // Adopted as an unknown one.
    expect((await send(to, { path: paths.status })).status).toBe(200);
    const { body } = await makeRequest({ cn: "client901", o: "u00000014" });
    expect(refusalOf(await enrol(to, body))).toBe("400 request-subject-wrong");
    expect(est.requests).toEqual([]);
    const request = await createRequest(subjectIn(der), await generateKeyPair("P-256"));
    expect(issuedIn(await enrol(to, toBase64(request))).subjectDer).toEqual(subjectIn(der));
  });
});

describe("while the authority is asked", () => {
  test("a revocation takes effect: the certificate that comes is recorded as revoked, and given to nobody", async () => {
    const holder = newHolder();
    let signed: Bytes | undefined;
    est.answer = async (request, outgoing) => {
      signed = await est.sign(request);
      await revokeCertificate(world.service, { serial: holder.serial }, "superseded", byOperator(world.now));
      est.send(outgoing, signed);
    };
    expect(refusalOf(await renew(holder, await requestOf(holder)))).toBe("403 revoked");
    const { serial } = parseCertificate(signed ?? new Uint8Array());
    expect((await recordOf(world.service.store, serial))?.revocationReason).toBe("superseded");
    expect(await ordersOf(holder)).toBe(0);
  });

  test("another request waits, and the authority gets one", async () => {
    const holder = newHolder();
    const request = await requestOf(holder);
    const { promise: asked, resolve: arrive } = Promise.withResolvers<undefined>();
    const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
    est.answer = async (der, outgoing) => {
      arrive(undefined);
      await released;
      await signs(der, outgoing);
    };
    const first = renew(holder, request);
    await asked;
    const second = await renew(holder, await requestOf(holder));
    expect([second.status, second.headers["retry-after"]]).toEqual([202, "5"]);
    release(undefined);
    expect((await first).status).toBe(200);
    expect(est.requests).toHaveLength(1);
  });
});

describe("an authority with name constraints", () => {
  test("cannot add a name that they do not permit, so that no program would accept the certificate", async () => {
    const { upstream } = world.service.authority;
    if (upstream === undefined) throw new Error("Nobody else signs.");
    const extensions = [...authorityExtensions, "nameConstraints=critical,permitted;DNS:clinic.example"];
    await est.openssl.make("narrow", { subject: "/C=JP/O=Cloud/CN=Narrow CA", extensions });
    const authority = await loadAdopted(est.openssl.path("narrow.pem"));
    const narrow = { ...upstream, authority, chain: [authority.certificate] } as const;
    const { body } = await makeRequest({ cn: "client902", o: "u00000014" });
    const outcomeOf = async (name: string): Promise<[ours: string, opensslAccepts: boolean]> => {
      const der = await est.sign(fromBase64(body), {
        by: "narrow",
        extensions: `authorityKeyIdentifier=keyid\nextendedKeyUsage=clientAuth\nsubjectAltName=${name}`,
      });
      const { subjectDer, spki } = parseCertificate(der);
      const order = { spkiSha256: keyFingerprint(spki), subject: Buffer.from(subjectDer) };
      const found = findSigned(narrow, order, [der], world.now);
      const root = authority.certificate;
      const accepts = await verifiesInOpenssl({ root, untrusted: [root], leaf: der }, "sslclient", new Date());
      return ["fault" in found ? found.fault : "used", accepts];
    };
    expect(await outcomeOf("DNS:pc1.clinic.example")).toEqual(["used", true]);
    expect(await outcomeOf("email:clerk@other.example")).toEqual(["used", true]);
    expect(await outcomeOf("DNS:pc1.other.example")).toEqual([expect.stringContaining("pc1.other.example"), false]);
  });
});

describe("the service's own credential", () => {
  const next = async (): Promise<string[]> =>
    (await readdir(dataFolder(world.data).authority.folder)).filter((name) => name.includes("credential-next"));

  test("is requested again with the same key where the authority delays it or its answer is lost, until it comes", async () => {
    const end = world.service.authority.upstream?.credential.notAfter;
    if (end === undefined) throw new Error("Nobody else signs.");
    const renew = renewUpstreamCredential(world.data, () => world.reload());
    let day = end.getTime() - 50 * dayInMilliseconds;
    const tomorrow = (): Date => new Date((day += dayInMilliseconds));
    est.answer = answering(202, { "Retry-After": "60" });
    await expect(renew(world.service, tomorrow())).rejects.toThrow("takes its time");
    expect(await next()).toHaveLength(2);
    est.answer = (_, outgoing) => void outgoing.destroy();
    await expect(renew(world.service, tomorrow())).rejects.toMatchObject({ code: "upstream-unreachable" });
    // As after a restart.
    const restarted = renewUpstreamCredential(world.data, () => world.reload());
    est.answer = answering(403, {}, "No.");
    const first = est.requests[0];
    await expect(restarted(world.service, tomorrow())).rejects.toThrow("HTTP 403 No.");
    expect(est.requests).toEqual([first, first, first]);
    expect(await next()).toEqual([]);
    // What was refused is not asked for again.
    est.answer = answering(202);
    await expect(restarted(world.service, tomorrow())).rejects.toThrow("takes its time");
    est.answer = signs;
    await restarted(world.service, tomorrow()).catch(() => undefined);
    expect(est.requests[4]).toEqual(est.requests[3]);
    expect(est.requests[3]).not.toEqual(first);
  });
});

/** The code of a refusal, whose status differs from the usual one. */
function refusalCode({ body }: Received): string | undefined {
  return /"code":"([a-z-]+)"/.exec(body)?.[1];
}
