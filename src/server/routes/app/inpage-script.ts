import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { paths } from "../../../protocol/paths.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { Operation } from "../description/operation.ts";
import { text } from "../description/schemas.ts";
import { answerEntity, entityTagOf } from "../http/entity-tag.ts";

/** A script of the in-page module. */
interface Script {
  /** When its file was changed; it is read again after that. */
  readonly changed: number;
  readonly octets: Uint8Array<ArrayBuffer>;
  readonly compressed: Uint8Array<ArrayBuffer>;
  readonly tag: string;
}

const scripts = new Map<string, Script>();

/** The scripts of the in-page module, for every page of an app's host. They contain no secrets, and need no certificate. */
export const inpageScript: Operation = {
  id: "inpageScript",
  method: "get",
  path: `${paths.inpage}{script}`,
  summary: "Scripts of the in-page module",
  description: "For pages of the web app, which include `koshin.js` as a module or `koshin.iife.js` as a plain script.",
  hosts: ["app"],
  authentication: ["none"],
  headers: { "If-None-Match": "The ETag of the caller's copy.", "Accept-Encoding": "Compressed, if it names `gzip`." },
  parameters: { script: { type: "string", pattern: "^koshin[a-z-]*(\\.iife)?\\.js$" } },
  answers: {
    200: {
      description: "The script.",
      headers: { ETag: "Identifies this script.", Vary: "`Accept-Encoding`." },
      content: { "text/javascript": text },
    },
    304: { description: "The caller's copy is current." },
  },
  refusals: ["not-found"],
  handler:
    ({ service }) =>
    async (c) => {
      const assets = service.settings.inpage?.assets;
      const [name] = /^koshin[a-z-]*(?:\.iife)?\.js$/.exec(c.req.param("script") ?? "") ?? [];
      if (assets === undefined || name === undefined) throw new Refusal("not-found");
      const { octets, compressed, tag } = await readScript(join(assets, name));
      const zipped = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(c.req.header("Accept-Encoding") ?? "");
      return answerEntity(c, {
        type: "text/javascript; charset=utf-8",
        content: () => (zipped ? compressed : octets),
        // A representation of its own (RFC 9110, section 8.8.3.3).
        tag: zipped ? tag.replace(/"$/, '-gzip"') : tag,
        headers: {
          // Revalidated each time: they belong together, and an update replaces all of them.
          "Cache-Control": "public, no-cache",
          "Cross-Origin-Resource-Policy": "same-origin",
          Vary: "Accept-Encoding",
          ...(zipped ? { "Content-Encoding": "gzip" } : {}),
        },
      });
    },
};

/** @throws Refusal `not-found` */
async function readScript(path: string): Promise<Script> {
  try {
    const { mtimeMs: changed } = await stat(path);
    const known = scripts.get(path);
    if (known?.changed === changed) return known;
    const octets = new Uint8Array(await readFile(path));
    const compressed = new Uint8Array(await promisify(gzip)(octets));
    const script = { changed, octets, compressed, tag: entityTagOf(octets) };
    scripts.set(path, script);
    return script;
  } catch (cause) {
    throw new Refusal("not-found", { cause });
  }
}
