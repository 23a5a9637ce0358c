import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "../issuance/refusal.ts";
import type { Settings } from "../settings/settings.ts";
import type { Handler, Operation } from "./description/operation.ts";
import { text } from "./description/schemas.ts";
import { answer, answerNothing } from "./http/answer.ts";
import type { Surroundings } from "./http/environment.ts";

const types: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
};

const noReferrer = { "Referrer-Policy": "no-referrer" };

/** The hosts with a page that is built beforehand; the system operators' is that of the administrators. */
type PageHost = "recover" | "console";

/** The folder of a host's built page; undefined if the settings name none. */
function assetsOf({ recovery, console }: Settings, host: PageHost): string | undefined {
  return host === "recover" ? recovery.assets : console?.assets;
}

/**
 * The page of a host: that on which a person renews with a code, or the administrators' site, which is the system operators' as
 * well, and says which of them it is. The handler throws Refusal
 * `not-found` unless the settings name the folder of its build.
 */
export function builtPage({ service, port }: Surroundings, host: PageHost): Handler {
  return async (c) => {
    const { settings } = service;
    const isOperators = c.env.host.role === "operator";
    const assets = assetsOf(settings, host);
    if (assets === undefined) throw new Refusal("not-found");
    const page = await readFile(join(assets, "index.html"), "utf8").catch((cause: unknown) => {
      throw new Error(`The page is not in ${assets}. Build it, or correct the settings.`, { cause });
    });
    const { verify } = settings.hosts;
    const proof = `https://${verify}:${port()} https://*.${verify}:${port()}`;
    const policy = [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src data:",
      `connect-src 'self' ${proof}`,
      // What the renewal dialog saves; Firefox applies this to an extension's frame as well.
      ...(host === "console" ? ["frame-src blob:"] : []),
      "form-action 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join("; ");
    const marked = isOperators ? page.replace("<html", '<html data-site="operator"') : page;
    return answer("text/html; charset=utf-8", marked, {
      headers: {
        ...noReferrer,
        "Content-Security-Policy": policy,
        "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        // The administrators' site opens a window in which they log in at their identity provider, and which closes itself.
        ...(isOperators || host === "recover" ? { "Cross-Origin-Opener-Policy": "same-origin" } : {}),
      },
    });
  };
}

/** The scripts and style sheets of those pages. */
export const builtAsset: Operation = {
  id: "builtAsset",
  method: "get",
  path: "/assets/{name}",
  summary: "Scripts and styles of the recovery page and of the sites",
  hosts: ["recover", "console", "operator"],
  authentication: ["none"],
  parameters: { name: { type: "string", pattern: "^[A-Za-z0-9_-][A-Za-z0-9._-]*\\.(css|js)$" } },
  answers: { 200: { description: "The file.", content: { "text/css": text, "text/javascript": text } } },
  refusals: ["not-found"],
  handler:
    ({ service }, host) =>
    async (c) => {
      const assets = assetsOf(service.settings, host === "recover" ? "recover" : "console");
      const [name, extension = ""] = /^[A-Za-z0-9_-][A-Za-z0-9._-]*\.([a-z]+)$/.exec(c.req.param("name") ?? "") ?? [];
      const type = types[extension];
      if (assets === undefined || name === undefined || type === undefined) throw new Refusal("not-found");
      const content = await readFile(join(assets, "assets", name)).catch((cause: unknown) => {
        throw new Refusal("not-found", { cause });
      });
      // Their names are the same in every release, so browsers keep them, and ask each time whether they are still the same.
      const tag = `"${createHash("sha256").update(content).digest("base64url")}"`;
      const headers = { ...noReferrer, "Cache-Control": "no-cache", ETag: tag };
      const known = (c.req.header("If-None-Match") ?? "").split(",").map((each) => each.trim().replace(/^W\//, ""));
      return known.includes(tag) ? answerNothing({ status: 304, headers }) : answer(type, content, { headers });
    },
};
