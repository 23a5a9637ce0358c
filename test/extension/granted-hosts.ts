import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";

const Manifest = v.pipe(v.string(), v.parseJson(), v.looseObject({ host_permissions: v.array(v.string()) }));

/**
 * Makes hosts of a built extension count as granted, as after a click on "Allow", because a test cannot answer the
 * browser's own prompt.
 *
 * @param hosts match patterns
 */
export async function grantFromTheStart(extension: string, hosts: readonly string[]): Promise<void> {
  const path = join(extension, "manifest.json");
  const manifest = v.parse(Manifest, await readFile(path, "utf8"));
  await writeFile(path, JSON.stringify({ ...manifest, host_permissions: [...manifest.host_permissions, ...hosts] }));
}
