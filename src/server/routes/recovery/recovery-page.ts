import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "../../issuance/refusal.ts";
import type { Handler, Operation } from "../description/operation.ts";
import { text } from "../description/schemas.ts";
import { answer } from "../http/answer.ts";
import type { Surroundings } from "../http/environment.ts";

const types: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
};

const noReferrer = { "Referrer-Policy": "no-referrer" };

/**
 * The page on which a person renews with a code. The handler throws Refusal `not-found` unless the settings name the folder
 * of its build.
 */
export function recoveryPageHandler({ service, port }: Surroundings): Handler {
  return async () => {
    const { hosts, recovery } = service.settings;
    const { assets } = recovery;
    if (assets === undefined) throw new Refusal("not-found");
    const page = await readFile(join(assets, "index.html")).catch((cause: unknown) => {
      throw new Error(`The recovery page is not in ${assets}. Build it, or correct the settings.`, { cause });
    });
    const proof = `https://${hosts.verify}:${port()} https://*.${hosts.verify}:${port()}`;
    const policy = [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src data:",
      `connect-src 'self' ${proof}`,
      "form-action 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join("; ");
    return answer("text/html; charset=utf-8", page, { headers: { ...noReferrer, "Content-Security-Policy": policy } });
  };
}

/** The scripts and style sheets of that page. */
export const recoveryAsset: Operation = {
  id: "recoveryAsset",
  method: "get",
  path: "/assets/{name}",
  summary: "Scripts and styles of the recovery page",
  hosts: ["recover"],
  authentication: ["none"],
  parameters: { name: { type: "string", pattern: "^[A-Za-z0-9_-][A-Za-z0-9._-]*\\.(css|js)$" } },
  answers: { 200: { description: "The file.", content: { "text/css": text, "text/javascript": text } } },
  refusals: ["not-found"],
  handler:
    ({ service }) =>
    async (c) => {
      const { assets } = service.settings.recovery;
      const [name, extension = ""] = /^[A-Za-z0-9_-][A-Za-z0-9._-]*\.([a-z]+)$/.exec(c.req.param("name") ?? "") ?? [];
      const type = types[extension];
      if (assets === undefined || name === undefined || type === undefined) throw new Refusal("not-found");
      const content = await readFile(join(assets, "assets", name)).catch((cause: unknown) => {
        throw new Refusal("not-found", { cause });
      });
      return answer(type, content, { headers: noReferrer });
    },
};
