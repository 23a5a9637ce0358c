import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  brotliCompressSync,
  brotliDecompressSync,
  deflateRawSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
  zstdCompressSync,
  zstdDecompressSync,
} from "node:zlib";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { appHost, startAppBehind, type AppBehind } from "../../support/app-behind.ts";
import type { Holder } from "../../support/throwaway-service.ts";

const page = "<!doctype html>\n<html><head><title>Menu</title></head><body>text</body></html>";
let behind: AppBehind;
let holder: Holder;
let folder = "";
let answer: (outgoing: ServerResponse, incoming: IncomingMessage) => void = () => undefined;
let seen: IncomingMessage["headers"] = {};
const lines: unknown[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-inject-"));
  await writeFile(join(folder, "koshin-injected.js"), "var koshin;");
  const log = pino({ level: "warn" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  behind = await startAppBehind(
    (incoming, outgoing) => {
      seen = incoming.headers;
      answer(outgoing, incoming);
    },
    { settings: { inpage: { assets: folder } }, site: { inject: ["/menu", "/app/*"] }, log },
  );
  holder = await behind.world.issue("client1", 50);
});
afterAll(async () => {
  await behind[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  answer = (outgoing) => void outgoing.writeHead(200, html).end(page);
});

const html = { "Content-Type": "text/html; charset=utf-8" };

interface Got {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly octets: Buffer;
}

async function get(path: string, headers: Readonly<Record<string, string>> = {}, method = "GET"): Promise<Got> {
  const { port, root: ca } = behind.world;
  const to = { host: "127.0.0.1", servername: appHost, port, ca, path, method, agent: false, ...holder };
  return await new Promise((resolve, reject) => {
    const outgoing = request({ ...to, headers: { Host: `${appHost}:${port}`, ...headers } }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.once("error", reject);
      incoming.once("end", () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, octets: Buffer.concat(chunks) }),
      );
    });
    outgoing.once("error", reject);
    outgoing.end();
  });
}

function tag(nonce = ""): string {
  const { port } = behind.world;
  return `<script src="https://${appHost}:${port}/koshin/koshin-injected.js"${nonce === "" ? "" : ` nonce="${nonce}"`} async></script>`;
}

function withTag(text: string, nonce = ""): string {
  return text.replace("</head>", `${tag(nonce)}</head>`);
}

async function outcomes(outcome: string): Promise<number> {
  const text = await (await fetch(`${behind.world.operations}/metrics`)).text();
  return Number(new RegExp(`koshin_upstream_injections_total\\{outcome="${outcome}"\\} (\\d+)`).exec(text)?.[1]);
}

describe("a page that the settings name", () => {
  test("gets the script at the end of its head, and nothing else is changed", async () => {
    const { status, octets, headers } = await get("/menu?x=1");
    expect([status, octets.toString()]).toEqual([200, withTag(page)]);
    expect(headers["content-length"]).toBeUndefined();
    expect((await get("/app/any/page")).octets.toString()).toBe(withTag(page));
    const script = await get("/koshin/koshin-injected.js");
    expect([script.status, script.octets.toString()]).toEqual([200, "var koshin;"]);
  });

  test("gets it in parts, as they arrive", async () => {
    answer = (outgoing) => {
      outgoing.writeHead(200, html);
      for (const octet of page) outgoing.write(octet);
      outgoing.end();
    };
    expect((await get("/menu")).octets.toString()).toBe(withTag(page));
  });

  test.each([
    ["gzip", gzipSync, gunzipSync],
    ["br", brotliCompressSync, brotliDecompressSync],
    ["deflate", deflateSync, inflateSync],
    ["zstd", zstdCompressSync, zstdDecompressSync],
  ] as const)("gets it compressed by %s, too", async (coding, compress, decompress) => {
    answer = (outgoing) => void outgoing.writeHead(200, { ...html, "Content-Encoding": coding }).end(compress(page));
    const { octets, headers } = await get("/menu", { "Accept-Encoding": `${coding}, unknown` });
    expect(seen["accept-encoding"]).toBe(coding);
    expect(headers["content-encoding"]).toBe(coding);
    expect(decompress(octets).toString()).toBe(withTag(page));
  });

  test("gets it in deflate without the zlib format, and an empty page in any coding", async () => {
    const raw = { ...html, "Content-Encoding": "deflate" };
    answer = (outgoing) => void outgoing.writeHead(200, raw).end(deflateRawSync(page));
    expect(inflateSync((await get("/menu")).octets).toString()).toBe(withTag(page));
    for (const [coding, decompress] of [
      ["gzip", gunzipSync],
      ["br", brotliDecompressSync],
      ["deflate", inflateSync],
      ["zstd", zstdDecompressSync],
    ] as const) {
      answer = (outgoing) => void outgoing.writeHead(200, { ...html, "Content-Encoding": coding }).end();
      const { status, octets } = await get("/menu");
      expect([status, decompress(octets).toString()], coding).toEqual([200, tag()]);
    }
  });

  test("that is compressed and cut short is cut for the client, too", async () => {
    const octets = gzipSync(page);
    answer = (outgoing) => void outgoing.writeHead(200, { ...html, "Content-Encoding": "gzip" }).end(octets.subarray(0, 40));
    await expect(get("/menu")).rejects.toThrow(/aborted|hang up/);
  });

  test("is asked for as a whole, and has an entity tag of its own, by which it is found unchanged", async () => {
    const entity = {
      ...html,
      ETag: '"v1"',
      "Last-Modified": "Mon, 30 Nov 2026 00:00:00 GMT",
      "Accept-Ranges": "bytes",
      "Content-MD5": "x",
      Digest: "x",
    };
    answer = (outgoing, incoming) => {
      if (incoming.headers["if-none-match"] === '"v1"') outgoing.writeHead(304, { ETag: '"v1"' }).end();
      else outgoing.writeHead(200, entity).end(page);
    };
    const first = await get("/menu", {
      Range: "bytes=0-9",
      "If-Modified-Since": "Mon, 30 Nov 2026 00:00:00 GMT",
      "If-None-Match": '"v1"',
    });
    expect([seen.range, seen["if-modified-since"], seen["if-none-match"]]).toEqual([undefined, undefined, undefined]);
    expect([first.status, first.octets.toString()]).toEqual([200, withTag(page)]);
    expect(first.headers).toMatchObject({ etag: '"v1-koshin"', "accept-ranges": "none" });
    for (const name of ["last-modified", "content-md5", "digest"]) expect(first.headers[name], name).toBeUndefined();
    const second = await get("/menu", { "If-None-Match": 'W/"other", "v1-koshin"' });
    expect([second.status, second.headers.etag, second.octets.length]).toEqual([304, '"v1-koshin"', 0]);
    const head = await get("/menu", {}, "HEAD");
    expect([head.headers.etag, head.headers["content-length"], head.octets.length]).toEqual(['"v1-koshin"', undefined, 0]);
  });

  test("gets it by its policy's nonce, and only where every policy allows it", async () => {
    const nonce = { ...html, "Content-Security-Policy": "default-src 'self'; script-src 'nonce-abc'" };
    answer = (outgoing) => void outgoing.writeHead(200, nonce).end(page);
    const { octets, headers } = await get("/menu");
    expect(octets.toString()).toBe(withTag(page, "abc"));
    expect(headers["content-security-policy"]).toBe(nonce["Content-Security-Policy"]);
    const meta = page.replace("<title>", `<meta http-equiv="Content-Security-Policy" content="script-src 'nonce-abc'"><title>`);
    answer = (outgoing) => void outgoing.writeHead(200, nonce).end(meta);
    expect((await get("/menu")).octets.toString()).toBe(withTag(meta, "abc"));
    const forbidding = page.replace("<title>", `<meta http-equiv="Content-Security-Policy" content="script-src 'none'"><title>`);
    const before = await outcomes("policy");
    answer = (outgoing) => void outgoing.writeHead(200, nonce).end(forbidding);
    expect((await get("/menu")).octets.toString()).toBe(forbidding);
    answer = (outgoing) => void outgoing.writeHead(200, { ...html, "Content-Security-Policy": "script-src 'none'" }).end(page);
    for (let count = 0; count < 3; count++) expect((await get("/menu")).octets.toString()).toBe(page);
    expect((await outcomes("policy")) - before).toBe(4);
    const reported = lines.filter((line) => JSON.stringify(line).includes('"outcome":"policy"'));
    expect(reported).toEqual([expect.objectContaining({ path: "/menu", host: appHost })]);
  });

  test("that forbids styles without a hash gets the script", async () => {
    const policies = {
      "Integrity-Policy": "blocked-destinations=(style)",
      "Integrity-Policy-Report-Only": "blocked-destinations=(script)",
    };
    answer = (outgoing) => void outgoing.writeHead(200, { ...html, ...policies }).end(page);
    expect((await get("/menu")).octets.toString()).toBe(withTag(page));
  });

  test("with a base element of elsewhere gets it from its own origin", async () => {
    const based = page.replace("<title>", '<base href="https://elsewhere.example/"><title>');
    answer = (outgoing) => void outgoing.writeHead(200, html).end(based);
    expect((await get("/menu")).octets.toString()).toBe(withTag(based));
  });

  test.each([
    [
      "Shift_JIS",
      Buffer.concat([Buffer.from("<title>"), Buffer.from([0x94, 0x5c, 0x83, 0x5c]), Buffer.from("</title></head><body>")]),
    ],
    [
      "EUC-JP",
      Buffer.concat([Buffer.from("<title>"), Buffer.from([0xa4, 0xa2, 0xbc, 0xfd]), Buffer.from("</title></head><body>")]),
    ],
  ])("in %s keeps its octets", async (charset, octets) => {
    answer = (outgoing) => void outgoing.writeHead(200, { "Content-Type": `text/html; charset=${charset}` }).end(octets);
    expect((await get("/menu")).octets.toString("latin1")).toBe(withTag(octets.toString("latin1")));
  });
});

describe("nothing is put into", () => {
  const utf16 = Buffer.from(`\ufeff${page}`, "utf16le");

  test.each([
    ["a page in UTF-16", "/menu", { "Content-Type": "text/html" }, utf16],
    ["one in UTF-16 that its head announces", "/menu", { "Content-Type": "text/html; charset=UTF-16LE" }, utf16.subarray(2)],
    ["what is no page", "/menu", { "Content-Type": "text/plain", "X-Content-Type-Options": "nosniff" }, Buffer.from(page)],
    ["what does not say what it is", "/menu", { "X-Content-Type-Options": "nosniff" }, Buffer.from(page)],
    ["XML", "/menu", { "Content-Type": "application/xhtml+xml" }, Buffer.from(page)],
    ["a file to be saved", "/menu", { ...html, "Content-Disposition": "attachment; filename=a.html" }, Buffer.from(page)],
    ["what must not be changed", "/menu", { ...html, "Cache-Control": "no-transform" }, Buffer.from(page)],
    [
      "a page that runs scripts with a hash only",
      "/menu",
      { ...html, "Integrity-Policy": "blocked-destinations=(style script), endpoints=(main)" },
      Buffer.from(page),
    ],
    ["an unknown coding", "/menu", { ...html, "Content-Encoding": "compress" }, Buffer.from(page)],
    ["another page", "/menu2", html, Buffer.from(page)],
    ["another page below it", "/menu/x", html, Buffer.from(page)],
  ])("%s", async (_, path, headers, octets) => {
    answer = (outgoing) => void outgoing.writeHead(200, { ...headers, ETag: '"v1"', "Content-Length": octets.length }).end(octets);
    const got = await get(path);
    expect(got.octets.equals(octets)).toBe(true);
    expect(got.headers.etag === '"v1"' || got.headers.etag === '"v1-koshin"').toBe(true);
  });

  test("a part of a page, an error, or the answer to a form", async () => {
    for (const [status, method] of [
      [206, "GET"],
      [404, "GET"],
      [200, "POST"],
    ] as const) {
      answer = (outgoing) => void outgoing.writeHead(status, html).end(page);
      expect((await get("/menu", {}, method)).octets.toString(), method).toBe(page);
    }
  });

  test("what a browser asks for as no page: its ranges and entity tags pass", async () => {
    const asked = { Range: "bytes=0-3", "If-Range": '"v1"', "If-None-Match": '"v1"' };
    for (const destination of ["image", "video", "script", "style", "serviceworker"]) {
      expect((await get("/app/file", { ...asked, "Sec-Fetch-Dest": destination })).octets.toString()).toBe(page);
      expect(seen, destination).toMatchObject({ range: "bytes=0-3", "if-range": '"v1"', "if-none-match": '"v1"' });
    }
    for (const destination of ["document", "iframe", "empty"]) {
      expect((await get("/app/file", { ...asked, "Sec-Fetch-Dest": destination })).octets.toString()).toBe(withTag(page));
      expect(seen.range, destination).toBeUndefined();
    }
  });

  test("a range of another page, which is answered as the app does", async () => {
    answer = (outgoing, { headers }) =>
      void outgoing.writeHead(206, { ...html, "Content-Range": `bytes 0-3/80; ${headers.range ?? ""}` }).end("<!do");
    const { status, headers } = await get("/other", { Range: "bytes=0-3" });
    expect([status, headers["content-range"]]).toEqual([206, "bytes 0-3/80; bytes=0-3"]);
  });
});
