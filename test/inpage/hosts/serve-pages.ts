import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { WebApp } from "../../../src/server/routes/http/environment.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
};

/** Serves the built pages of the hosts: all but the bare one with the strictest policy. */
export function servePages(pages: string): WebApp {
  return async (request) => {
    const { pathname, port } = new URL(request.url);
    if (pathname === "/favicon.ico") return new Response(undefined, { status: 204 });
    const file = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    if (!/^[\w./-]+$/.test(file) || file.includes("..")) return new Response(undefined, { status: 404 });
    const body = await readFile(join(pages, file)).catch(() => undefined);
    const headers = new Headers({ "Content-Type": types[extname(file)] ?? "application/octet-stream" });
    if (pathname !== "/bare/") for (const [name, value] of Object.entries(hostile(port))) headers.set(name, value);
    return new Response(body, { status: body === undefined ? 404 : 200, headers });
  };
}

/** Allows what the developer documentation requires, and forbids everything else. */
function hostile(port: string): Record<string, string> {
  return {
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self'",
      `connect-src 'self' https://verify.localhost:${port} https://*.verify.localhost:${port}`,
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
      "form-action 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "sandbox allow-scripts allow-same-origin allow-downloads",
    ].join("; "),
    "Permissions-Policy": "clipboard-read=(), clipboard-write=(), ch-ua-platform-version=(), fullscreen=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  };
}
