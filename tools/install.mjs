import { nodeForTypeScript } from "../src/launch/node.mjs";
import { runNode } from "../src/launch/run.mjs";
// Plain JavaScript on purpose: right after a clone this file must run on any version of Node.
import { build } from "./install/build.mjs";
import { fetchOldReaders } from "./install/old-readers.mjs";
import { installPackages } from "./install/packages.mjs";
import { installPrograms } from "./install/programs.mjs";
import { test } from "./install/test.mjs";

const [command = "", ...args] = process.argv.slice(2);

/** @returns {Promise<number>} the exit code */
async function main() {
  switch (command) {
    case "start": {
      const onlyHelp = args.includes("--help") || args.includes("-h");
      await installPackages();
      const node = nodeForTypeScript();
      if (!onlyHelp) {
        await installPrograms("start");
        await build(node, ["extension", "webapp", "recovery", "console"]);
      }
      return runNode(node, ["src/demo/start.ts", ...args]);
    }
    case "test": {
      await installPackages();
      await installPrograms("test");
      await fetchOldReaders();
      return test(nodeForTypeScript(), args);
    }
    case "bench": {
      await installPackages();
      await installPrograms("bench");
      const node = nodeForTypeScript();
      await build(node, ["extension", "webapp", "inpage"]);
      return runNode(node, ["test/bench/run.ts", ...args]);
    }
    case "package": {
      const onlyHelp = args.includes("--help") || args.includes("-h");
      await installPackages();
      const node = nodeForTypeScript();
      const takesPictures = args.includes("--screenshots");
      if (takesPictures && !onlyHelp) await installPrograms("start");
      if (takesPictures && !onlyHelp) await build(node, ["extension", "webapp", "recovery", "console"]);
      return runNode(node, ["tools/package.ts", ...args]);
    }
    case "prepack": {
      console.error("A checkout does not run where npm installs it. Make the package that does: npm run package -- npm");
      return 1;
    }
    default:
      console.error("Usage: node tools/install.mjs start|test|bench|package [arguments]");
      return 2;
  }
}

try {
  process.exit(await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
