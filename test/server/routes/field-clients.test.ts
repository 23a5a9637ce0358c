import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { writePkcs12 } from "../../../src/core/pkcs12/write.ts";
import { readKeyFile } from "../../../src/core/renewal/key-file.ts";
import { parseCertificate } from "../../../src/core/x509/certificate.ts";
import { decodePem, encodePem } from "../../../src/core/x509/pem.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { FileCache } from "../../../src/server/issuance/file-cache.ts";
import { destroyKeys } from "../../../src/server/issuance/lifecycle/destroy-keys.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { changeTenant } from "../../../src/server/issuance/tenants.ts";
import { verifyAudit } from "../../../src/server/store/audit/audit.ts";
import { prepare, run, temporaryFolder } from "../../interop/tool.ts";
import { askStatus, refusalOf, renewed } from "../../support/enrolment.ts";
import { curl, offerOf, writeIdentity, type FileOffer } from "../../support/field-client.ts";
import { numberOf, trailOf } from "../../support/records.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Identity, type Received } from "../../support/tls-client.ts";

let world: ThrowawayService;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  [world, folder] = await Promise.all([startService(), temporaryFolder()]);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await folder.remove();
});

let used = 500;
let holder: Holder;
let to: Connection;
beforeEach(async () => {
  holder = await world.issue(`client${used++}`, 50);
  to = connect(holder);
});

function connect(identity: Identity, host = "localhost"): Connection {
  return { port: world.port, root: world.root, identity, host };
}

async function post(connection: Connection, body = "{}", headers = { "Content-Type": "application/json" }): Promise<Received> {
  return await send(connection, { method: "POST", path: "/api/cert", headers, body });
}

async function get(connection: Connection, { uri }: FileOffer): Promise<Received> {
  return await send(connection, { path: new URL(uri).pathname, headers: { Accept: "application/json" } });
}

/** The whole exchange with curl; returns the file's contents. */
async function fetched(body = "{}"): Promise<Identity & { readonly serial: string; readonly offer: FileOffer }> {
  const offer = offerOf(await post(to, body));
  await writeIdentity(folder.path, holder, world.root);
  const { octets } = await curl(folder.path, offer.uri);
  const { privateKey, certificate } = await readKeyFile(new Uint8Array(octets), offer.pass);
  const cert = encodePem("CERTIFICATE", certificate) + encodePem("CERTIFICATE", world.service.authority.issuing);
  return { cert, key: encodePem("PRIVATE KEY", privateKey), serial: parseCertificate(certificate).serial, offer };
}

async function keptKeyOf(serial: string): Promise<{ sealedKey: unknown; sealedAccess: unknown } | undefined> {
  const rows = world.service.store.selectFrom("keptKeys").select(["sealedKey", "sealedAccess"]);
  return await rows.where("certificate", "=", await numberOf(world.service.store, serial)).executeTakeFirst();
}

describe("a client whose key the service generates", () => {
  test("gets the file's address on the requested host, and its password", async () => {
    for (const host of ["localhost", "app.localhost"]) {
      const answer = await post(connect(holder, host));
      expect(answer.headers).toMatchObject({ "content-type": "application/json", "cache-control": "no-store" });
      expect(Number(answer.headers["content-length"])).toBe(answer.body.length);
      const { uri, pass } = offerOf(answer);
      expect(uri).toMatch(new RegExp(`^https://${host}:${world.port}/api/cert/file/[A-Za-z0-9_-]{43}$`));
      expect(pass).toMatch(/^([a-z2-9]{4}-){5}[a-z2-9]{4}$/);
    }
  });

  test.each(["{}", " { } ", ""])("may send %j", async (body) => {
    expect((await post(to, body)).status).toBe(200);
  });

  test("may send no body and no media type", async () => {
    expect((await send(to, { method: "POST", path: "/api/cert" })).status).toBe(200);
  });

  test.each(["[]", '{"cn":"client1"}', "null", "{", "{}{}"])("may not send %j", async (body) => {
    expect(refusalOf(await post(to, body))).toBe("400 request-malformed");
  });

  test("may not send another media type or a long body, nor a request from another site's page", async () => {
    expect(refusalOf(await post(to, "{}", { "Content-Type": "text/plain" }))).toBe("415 media-type-wrong");
    expect(refusalOf(await post(to, "", { "Content-Type": "application/x-www-form-urlencoded" }))).toBe("415 media-type-wrong");
    const untyped = await send(to, { method: "POST", path: "/api/cert", body: "{}" });
    expect([refusalOf(untyped), untyped.headers.accept]).toEqual(["415 media-type-wrong", "application/json"]);
    expect(untyped.body).toContain("The request has no Content-Type. Send it with Content-Type: application/json.");
    expect(refusalOf(await post(to, " ".repeat(65)))).toBe("413 body-too-large");
    const headers = { "Content-Type": "application/json", "Sec-Fetch-Site": "cross-site" };
    expect(refusalOf(await post(to, "{}", headers))).toBe("403 cross-site");
  });

  test("gets an RSA-2048 key and a certificate for its subject", async () => {
    const { cert, key, serial } = await fetched();
    const { tenant: o, cn } = holder;
    const [der = new Uint8Array()] = decodePem("CERTIFICATE", cert);
    expect(parseCertificate(der).subject).toEqual({ cn, o });
    expect((await askStatus(connect({ cert, key }))).certificate.serial).toBe(serial);
    expect((await prepare("openssl", ["pkey", "-noout", "-text"], key)).text).toMatch(/^Private-Key: \(2048 bit/);
  });

  test("reaches the stage of fetching its file, recorded only the first time", async () => {
    const { serial, offer } = await fetched();
    expect((await askStatus(to)).pending).toMatchObject({ serial, stage: "fetched" });
    expect((await get(to, offer)).status).toBe(200);
    const actions = (await trailOf(world.service.store, serial)).map(({ action }) => action);
    expect(actions).toEqual(["issued", "fetched"]);
  });

  test("gets the file's headers by HEAD, which does not count as fetching", async () => {
    const offer = offerOf(await post(to));
    const head = await send(to, { method: "HEAD", path: new URL(offer.uri).pathname });
    expect([head.status, head.headers["content-type"], head.body]).toEqual([200, "application/x-pkcs12", ""]);
    expect((await askStatus(to)).pending?.stage).toBe("issued");
    expect(Number(head.headers["content-length"])).toBeGreaterThan(2000);
  });

  test("opens the file with OpenSSL, with and without its legacy provider", async () => {
    const offer = offerOf(await post(to));
    await writeIdentity(folder.path, holder, world.root);
    await curl(folder.path, offer.uri);
    const password = join(folder.path, "password");
    await writeFile(password, offer.pass);
    for (const legacy of [[], ["-legacy"]]) {
      const open = ["pkcs12", "-in", join(folder.path, "answer"), "-passin", `file:${password}`, "-nodes", "-info", ...legacy];
      const { text } = await prepare("openssl", open);
      expect(text).toContain("pbeWithSHA1And3-KeyTripleDES-CBC");
      expect(text).toMatch(/MAC: sha1/i);
      expect(text).toContain(`CN = ${holder.cn}`);
    }
  });

  test.each(["{}", ""])("completes the whole exchange in Java over TLS 1.2, with body %j", async (body) => {
    const [certificate, ...chain] = decodePem("CERTIFICATE", holder.cert);
    const [privateKey] = decodePem("PRIVATE KEY", holder.key);
    if (certificate === undefined || privateKey === undefined) throw new Error("No certificate or key.");
    const own = join(folder.path, "own.p12");
    const contents = { certificate, privateKey, chain, friendlyName: holder.cn };
    await writeFile(own, await writePkcs12(contents, { password: "secret", profile: "compatible" }));
    await writeFile(join(folder.path, "own.txt"), "secret");
    await writeFile(join(folder.path, "root.pem"), world.root);
    const program = fileURLToPath(new URL("../../support/FetchCertificate.java", import.meta.url));
    const files = [own, join(folder.path, "own.txt"), join(folder.path, "root.pem")];
    const { stdout, text } = await run("java", [program, `https://localhost:${world.port}/api/cert`, ...files, body]);
    const [serial = text, algorithm, name] = new TextDecoder().decode(stdout).split("\n");
    expect((await askStatus(to)).pending?.serial).toContain(serial);
    expect([algorithm, name]).toEqual(["RSA", `CN=${holder.cn},O=${holder.tenant}`]);
  });
});

describe("the file", () => {
  test("is written once, however often it or its length is requested: its salts are the same", async () => {
    const offer = offerOf(await post(to));
    const path = new URL(offer.uri).pathname;
    const [head, ...files] = await Promise.all([
      send(to, { method: "HEAD", path }),
      ...Array.from({ length: 5 }, () => get(to, offer)),
    ]);
    const [first] = files;
    for (const file of files) expect(file.body).toBe(first?.body);
    expect(head.headers["content-length"]).toBe(first?.headers["content-length"]);
  });

  test("is dropped from the cache for more recently requested ones, and written again", async () => {
    const files = new FileCache();
    const written: string[] = [];
    const ask = async (id: string): Promise<void> => {
      await files.get(id, async () => {
        written.push(id);
        return await Promise.resolve(new Uint8Array(1));
      });
    };
    for (let id = 0; id < 65; id++) await ask(String(id));
    await ask("64");
    expect(written.length).toBe(65);
    await ask("0");
    expect(written.slice(65)).toEqual(["0"]);
    await expect(files.get("x", async () => await Promise.reject(new Error("sealed otherwise")))).rejects.toThrow(
      "sealed otherwise",
    );
    await ask("x");
    expect(written.at(-1)).toBe("x");
  });

  test("is available to the same certificate only", async () => {
    const offer = offerOf(await post(to));
    const colleague = await world.issue(`client${used++}`, 50);
    expect(refusalOf(await get(connect(colleague), offer))).toBe("404 not-found");
    expect(refusalOf(await get({ ...to, identity: undefined }, offer))).toBe("401 no-certificate");
    expect((await get(to, offer)).status).toBe(200);
  });

  test("is not available to the replacement itself, and after its first use to nobody", async () => {
    const { cert, key, offer } = await fetched();
    expect(refusalOf(await get(connect({ cert, key }), offer))).toBe("404 not-found");
    expect(refusalOf(await get(to, offer))).toBe("409 already-renewed");
  });

  test("is not found with another token, nor once its certificate is revoked", async () => {
    const { serial, offer } = await fetched();
    const other = offer.uri.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
    expect(refusalOf(await get(to, { ...offer, uri: other }))).toBe("404 not-found");
    await revokeCertificate(world.service, { serial }, "key-compromise", byOperator(world.now));
    expect(refusalOf(await get(to, offer))).toBe("404 not-found");
  });
});

describe("one replacement for each predecessor", () => {
  test("a repeated request gets the same certificate and password", async () => {
    const first = await fetched("{}");
    const second = await fetched("");
    expect(second).toEqual(first);
  });

  test("concurrent requests get one certificate", async () => {
    const offers = await Promise.all(Array.from({ length: 8 }, async () => offerOf(await post(to))));
    expect(new Set(offers.map(({ uri }) => uri)).size).toBe(1);
    const predecessor = await numberOf(world.service.store, holder.serial);
    const issued = world.service.store.selectFrom("certificates").select("serial").where("predecessor", "=", predecessor);
    expect(await issued.execute()).toHaveLength(1);
  });

  test("a repeated request is refused after the first use", async () => {
    await askStatus(connect(await fetched()));
    expect(refusalOf(await post(to))).toBe("409 already-renewed");
  });

  test("a pending replacement with a device's key is replaced, and so is one with a generated key by a device's", async () => {
    const device = await renewed(to, { cn: holder.cn, o: holder.tenant });
    const here = await fetched();
    expect(refusalOf(await send(connect(device), { path: "/api/cert/status" }))).toBe("403 revoked");
    const again = await renewed(to, { cn: holder.cn, o: holder.tenant });
    expect(refusalOf(await get(to, here.offer))).toBe("404 not-found");
    expect((await askStatus(to)).pending?.serial).toBe(again.serial);
  });

  test.each([
    ["client", 101, "403 not-due"],
    ["api", 50, "403 type-not-renewable"],
    ["client", -1, "403 expired"],
  ])("a %s certificate with %i days left is refused: %s", async (type, days, refusal) => {
    expect(refusalOf(await post(connect(await world.issue(`${type}${used++}`, days))))).toBe(refusal);
  });
});

describe("a stored key", () => {
  test("is in the database neither unencrypted nor under an unencrypted password", async () => {
    const { key, offer, serial } = await fetched();
    const number = await numberOf(world.service.store, serial);
    const row = await world.service.store.selectFrom("keptKeys").selectAll().where("certificate", "=", number).execute();
    const token = offer.uri.split("/").at(-1) ?? "";
    const [pkcs8 = new Uint8Array()] = decodePem("PRIVATE KEY", key);
    const columns: unknown[] = row.flatMap((columns) => Object.values(columns));
    const stored = columns.map((value) => Buffer.from(value instanceof Uint8Array ? value : String(value)));
    for (const secret of [Buffer.from(offer.pass), Buffer.from(token), Buffer.from(pkcs8.subarray(100, 132))]) {
      expect(stored.some((column) => column.includes(secret))).toBe(false);
    }
  });

  test("does not open if it was copied to another certificate's row", async () => {
    const mine = await fetched();
    const other = await world.issue(`client${used++}`, 50);
    await post(connect(other));
    const theirs = (await askStatus(connect(other))).pending?.serial ?? "";
    const stolen = await keptKeyOf(theirs);
    const { sealedKey, sealedAccess } = (await keptKeyOf(mine.serial)) ?? {};
    if (!(sealedKey instanceof Uint8Array) || !(sealedAccess instanceof Uint8Array)) throw new Error("No stored key.");
    const number = await numberOf(world.service.store, theirs);
    await world.service.store.updateTable("keptKeys").set({ sealedKey, sealedAccess }).where("certificate", "=", number).execute();
    expect(stolen).toBeDefined();
    expect(refusalOf(await post(connect(other)))).toBe("500 internal");
  });

  test("is destroyed when its certificate has expired, and not before", async () => {
    const { serial } = await fetched();
    const { notAfter } = await world.service.store
      .selectFrom("certificates")
      .select("notAfter")
      .where("serial", "=", serial)
      .executeTakeFirstOrThrow();
    await destroyKeys(world.service, new Date(notAfter));
    expect((await keptKeyOf(serial))?.sealedKey).not.toBeNull();
    await destroyKeys(world.service, new Date(notAfter + 1));
    expect(await keptKeyOf(serial)).toEqual({ sealedKey: null, sealedAccess: null });
    expect((await trailOf(world.service.store, serial)).map(({ action }) => action)).toContain("key-destroyed");
    expect((await verifyAudit(world.service.store)).broken).toBeUndefined();
  });

  test("is destroyed earlier if the tenant's rules say so, counted from the first use", async () => {
    await using own = await startService();
    const person = await own.issue("client1", 50);
    const unused = await own.issue("client2", 50);
    const at = (identity: Identity): Connection => ({ port: own.port, root: own.root, identity, host: "localhost" });
    for (const identity of [person, unused]) offerOf(await post(at(identity)));
    const serial = (await askStatus(at(person))).pending?.serial ?? "";
    await own.service.store
      .updateTable("certificates")
      .set({ firstUsedAt: own.now.getTime() })
      .where("serial", "=", serial)
      .execute();
    const after = (days: number): Date => new Date(own.now.getTime() + days * dayInMilliseconds);
    expect(await destroyKeys(own.service, after(30))).toBe(0);
    await changeTenant(own.service, "u00000014", { destroyKeysAfterDays: 30 }, byOperator(own.now));
    expect(await destroyKeys(own.service, new Date(after(30).getTime() - 1))).toBe(0);
    expect(await Promise.all([destroyKeys(own.service, after(30)), destroyKeys(own.service, after(30))])).toContain(1);
    expect(await destroyKeys(own.service, after(30))).toBe(0);
  });
});
