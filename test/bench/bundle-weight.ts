import { glob, readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import type { Figure, Measurement } from "./figure.ts";

/** What the browser loads: the content script on every configured page, the dialog only when it is due. */
export const bundleWeight: Measurement = {
  name: "bundle-weight",
  async measure(): Promise<readonly Figure[]> {
    const detect = await only("dist/extension/**/detect*.js");
    const dialogs = await Promise.all(["ja", "en"].map(async (language) => await only(`dist/extension/**/dialog-${language}*.js`)));
    const dialog = Math.max(...dialogs.map((script) => gzipSync(script).length));
    const work = await only("dist/extension/**/work.iife*.js");
    const texts = await Promise.all(["ja", "en"].map(async (language) => await only(`dist/inpage/koshin-${language}.js`)));
    const inpage =
      gzipSync(await only("dist/inpage/koshin-dialog.js")).length + Math.max(...texts.map((script) => gzipSync(script).length));
    const stopped = await only("dist/inpage/koshin-stopped.js");
    const script = await only("dist/inpage/*.iife.js");
    const module = gzipSync(await only("dist/inpage/koshin.js")).length + gzipSync(await only("dist/inpage/*shared*.js")).length;
    return [
      { name: "content script, minified", value: detect.length, unit: "B", budget: 12_000 },
      { name: "dialog without keys and files (extension), gzip", value: dialog, unit: "B", budget: 45_000 },
      { name: "keys and files (extension), gzip", value: gzipSync(work).length, unit: "B", budget: 15_000 },
      { name: "dialog with PKCS#12 (in-page), gzip", value: inpage, unit: "B", budget: 45_000 },
      { name: "in-page notice of stopped presses, gzip", value: gzipSync(stopped).length, unit: "B", budget: 1_500 },
      { name: "in-page module if nothing is due, gzip", value: module, unit: "B", budget: 8_000 },
      { name: "in-page plain script if nothing is due, gzip", value: gzipSync(script).length, unit: "B", budget: 8_000 },
      ...(await everyScript()),
    ];
  },
};

/** Every script that browsers load, uncompressed and compressed. */
async function everyScript(): Promise<Figure[]> {
  const paths = await Array.fromAsync(glob("dist/{extension,inpage,recovery}/**/*.js"));
  const figures = paths.toSorted().map(async (path): Promise<Figure[]> => {
    const script = await readFile(path);
    return [
      { name: path, value: script.length, unit: "B" },
      { name: `${path}, gzip`, value: gzipSync(script).length, unit: "B" },
    ];
  });
  return (await Promise.all(figures)).flat();
}

async function only(pattern: string): Promise<Buffer> {
  const found = await Array.fromAsync(glob(pattern));
  const [file, ...others] = found;
  if (file === undefined || others.length > 0) {
    throw new Error(`Expected one file for ${pattern}, found ${found.length}. Build first.`);
  }
  return readFile(file);
}
