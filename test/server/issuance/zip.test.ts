import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { zipOf } from "../../../src/server/issuance/hand-out/zip.ts";
import { prepare, run, temporaryFolder } from "../../interop/tool.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => await folder.remove());

/** 65,535 are too many for the number in the end record that zip files always had. */
test.for([65_534, 65_535, 65_536])("a zip file of %i files is whole for Info-ZIP", async (count) => {
  const path = join(folder.path, `${count}.zip`);
  const content = new Uint8Array([1]);
  const files = Array.from({ length: count }, (_, at) => ({ name: `folder/${at}`, content }));
  await writeFile(path, await buffer(zipOf(files, new Date("2027-01-15T00:00:00Z"))));
  await prepare("unzip", ["-tqq", path]);
  const { text } = await run("zipinfo", ["-t", path]);
  expect(text).toMatch(new RegExp(`^${count} files,`));
});
