import { build } from "vite";

/** The in-page module as a plain script with the dialog in it, built in memory; it calls itself `koshin`. */
export async function inpageScript(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    publicDir: false,
    build: {
      write: false,
      lib: { entry: "src/inpage/watch-renewal.ts", name: "koshin", formats: ["iife"] },
    },
  });
  const outputs = Array.isArray(built) ? built : [built];
  for (const bundle of outputs) {
    if (!("output" in bundle)) continue;
    for (const output of bundle.output) if (output.type === "chunk" && output.isEntry) return output.code;
  }
  throw new Error("The build of the in-page module gave no script.");
}
