import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { parseCertificate } from "../../src/core/certificate.ts";
import { KoshinError } from "../../src/core/errors.ts";
import { fromBase64 } from "../../src/core/base64.ts";
import { readPkcs12 } from "../../src/core/pkcs12/read.ts";
import { writePkcs12 } from "../../src/core/pkcs12/write.ts";
import { parseRequest } from "../../src/core/request.ts";
import { paths } from "../../src/protocol/paths.ts";
import { Problem } from "../../src/protocol/problem.ts";
import { issueCertificate } from "../../src/server/issuance/issue.ts";
import { Refusal } from "../../src/server/issuance/refusal.ts";
import { requireCode } from "../../src/server/routes/basic-credentials.ts";
import { defaultLimits } from "../../src/server/operation-settings.ts";
import { defaultSettings, Settings } from "../../src/server/settings.ts";
import { makeRequest } from "../support/enrolment.ts";
import { recoveryHost } from "../support/recovery.ts";
import { startService } from "../support/throwaway-service.ts";
import { send, type Connection } from "../support/tls-client.ts";

/** Every run tries the same inputs; another seed tries others. */
const seed = Number(process.env["KOSHIN_TEST_SEED"] ?? 20_261_121);

/** Numbers from 0 to just below 1, always the same for one seed (mulberry32). */
function numbersFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** Makes malformed things of good ones. */
class Spoiler {
  readonly #next: () => number;

  constructor(start: number) {
    this.#next = numbersFrom(start);
  }

  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  pick<T>(...choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  /** Octets changed, cut, doubled or put in, at up to four places. */
  octets(good: Uint8Array): Uint8Array<ArrayBuffer> {
    let octets = Buffer.from(good);
    for (let count = 1 + this.below(4); count > 0; count--) {
      const at = this.below(octets.length + 1);
      const more = Buffer.from(Array.from({ length: this.below(9) }, () => this.below(256)));
      const end = at + this.below(9);
      octets = this.pick(
        Buffer.concat([octets.subarray(0, at), more, octets.subarray(end)]),
        Buffer.concat([octets.subarray(0, at), octets.subarray(at)].map((part, index) => (index === 0 ? part : part.subarray(1)))),
        octets.subarray(0, at),
        Buffer.concat([octets, octets.subarray(at, end)]),
      );
    }
    return new Uint8Array(octets);
  }

  text(good: string): string {
    return Buffer.from(this.octets(Buffer.from(good))).toString("latin1");
  }

  /** The same in characters that a header line may have. */
  header(good: string): string {
    return this.text(good).replace(/[^\x20-\x7e]/g, "?");
  }
}

/** Tells what a decoder did that it may not do: throw anything but its own refusals. */
async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof KoshinError || error instanceof Refusal ? undefined : error;
  }
}

describe(`malformed input of seed ${seed}`, () => {
  test("makes no decoder fail in any other way than by its own refusal", { timeout: 120_000 }, async () => {
    await using world = await startService();
    const spoiler = new Spoiler(seed);
    const certificate = world.service.authority.issuing;
    const request = fromBase64((await makeRequest({ cn: "client1", o: "u00000014" })).body);
    const issued = await issueCertificate(world.service, { tenant: "u00000014", cn: "client1", now: world.now });
    const p12 = await writePkcs12({ ...issued, friendlyName: "client1" }, { password: "password", profile: "compatible" });
    const settings = JSON.stringify(defaultSettings);
    const credentials = `Basic ${Buffer.from("client1@u00000014:ABCDE-FGHIJ").toString("base64")}`;
    const File = v.pipe(v.string(), v.parseJson(), Settings);
    const decoders: Readonly<Record<string, () => unknown>> = {
      certificate: () => parseCertificate(spoiler.octets(certificate)),
      request: () => parseRequest(spoiler.octets(request)),
      pkcs12: () => readPkcs12(spoiler.octets(p12), "password"),
      base64: () => fromBase64(spoiler.text("MIIBFTCBvAIBADAtMRIw")),
      credentials: () => requireCode(spoiler.text(credentials)),
      settings: () => v.safeParse(File, spoiler.text(settings)),
    };
    for (const [name, decode] of Object.entries(decoders)) {
      for (let count = 0; count < 1250; count++) {
        const failure = await failureOf(decode);
        if (failure !== undefined) throw new Error(`${name}, input ${count}`, { cause: failure });
      }
    }
  });

  test("is answered by every route with a refusal, and the service goes on", { timeout: 240_000 }, async () => {
    const limits = { ...defaultLimits, requestsPerSecond: 1_000_000 };
    await using world = await startService({ settings: { limits } });
    const spoiler = new Spoiler(seed);
    const identity = await world.issue("client1", 50);
    const { port, root } = world;
    const hosts: Connection[] = [
      { port, root, identity, host: "app.localhost" },
      { port, root, identity, host: "localhost" },
      { port, root, identity, host: "verify.localhost" },
      recoveryHost(world),
    ];
    const { body: request } = await makeRequest({ cn: "client1", o: "u00000014" });
    const stage = JSON.stringify({ serial: identity.serial, stage: "fetched" });
    const before = process.memoryUsage().heapUsed;
    const seen = new Map<number, number>();
    for (let count = 0; count < 2500; count++) {
      const [to = { port, root }] = [hosts[spoiler.below(hosts.length)]];
      const path = spoiler.pick(...routes);
      const method = spoiler.pick("GET", "POST", "POST", "PUT", "DELETE", "OPTIONS", "PROPFIND");
      const body = method === "GET" ? "" : spoiler.octets(Buffer.from(spoiler.pick(request, stage, "{}")));
      const headers = {
        "Content-Length": String(body.length),
        "Content-Type": spoiler.pick("application/pkcs10", "application/json", spoiler.header("application/json; x=y")),
        Authorization: spoiler.header(`Basic ${Buffer.from("client1@u00000014:ABCDE").toString("base64")}`),
        "If-Match": spoiler.header(`"${identity.serial}"`),
        ...(spoiler.below(4) === 0 ? { Host: spoiler.header(`${to.host}:${to.port}`) } : {}),
      };
      const sentPath = spoiler.below(3) === 0 ? `/${spoiler.header(path).replace(/[ ?#]/g, "-").slice(1)}` : path;
      const answer = await send(to, { path: sentPath, method, headers, body }).catch((cause: unknown) => {
        throw new Error(`Input ${count}, ${method} ${sentPath} was not answered.`, { cause });
      });
      const { status } = answer;
      seen.set(status, (seen.get(status) ?? 0) + 1);
      if (status >= 500) throw new Error(`Input ${count}, ${method} ${sentPath}: ${status} ${answer.body}`);
      const type = answer.headers["content-type"];
      if (status >= 400 && type === "application/problem+json") {
        expect(v.is(v.pipe(v.string(), v.parseJson(), Problem), answer.body)).toBe(true);
      }
    }
    expect(seen.get(400) ?? 0).toBeGreaterThan(50);
    expect(seen.get(404) ?? 0).toBeGreaterThan(50);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200_000_000);
    expect((await send({ port, root, identity }, { path: paths.status })).status).toBe(200);
  });
});

const routes: [string, ...string[]] = ["/", ...Object.values(paths)];
