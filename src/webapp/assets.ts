import { readFile } from "node:fs/promises";
import { join } from "node:path";

const types: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

/**
 * A built script or style sheet, whose name carries a hash of its content; undefined where there is none. They hold
 * nothing secret, and the refusal pages need them, so that everyone gets them.
 */
export async function readAsset(assets: string, path: string): Promise<Response | undefined> {
  const [, name, extension = ""] = /^\/assets\/([A-Za-z0-9_-][A-Za-z0-9._-]*\.([a-z]+))$/.exec(path) ?? [];
  const type = types[extension];
  if (name === undefined || type === undefined) return undefined;
  const body = await readFile(join(assets, "assets", name)).catch(() => undefined);
  return body && new Response(body, { headers: { "Content-Type": type } });
}
