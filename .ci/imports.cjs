/** The table "who may import whom" of the architecture, as rules for dependency-cruiser. */
const parts = {
  look: [],
  core: [],
  protocol: ["core"],
  dialog: ["core", "protocol", "look"],
  inpage: ["dialog", "protocol", "core", "look"],
  extension: ["dialog", "protocol", "core", "look"],
  recovery: ["dialog", "protocol", "core", "look"],
  server: ["protocol", "core"],
  console: ["protocol", "core", "look"],
  agent: ["protocol", "core"],
  webapp: ["inpage", "protocol", "look"],
};

/** Inside the server data flows routes → issuance → authority | store, never back. */
const serverLayers = [
  ["issuance", ["routes"]],
  ["authority", ["routes", "issuance", "store"]],
  ["store", ["routes", "issuance", "authority", "vault"]],
  ["vault", ["routes", "issuance", "authority", "store"]],
];

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(parts).map(([part, allowed]) => ({
      name: `${part}-imports`,
      severity: "error",
      comment: `src/${part} may import ${allowed.length > 0 ? allowed.join(", ") : "nothing of ours"}.`,
      from: { path: `^src/${part}/` },
      to: { path: "^src/", pathNot: `^src/(${[part, ...allowed].join("|")})/` },
    })),
    ...serverLayers.map(([layer, above]) => ({
      name: `server-${layer}`,
      severity: "error",
      from: { path: `^src/server/${layer}/` },
      to: { path: `^src/server/(${above.join("|")})/` },
    })),
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    { name: "src-not-test", severity: "error", from: { path: "^src/" }, to: { path: "^test/" } },
    {
      name: "browser-parts-without-node",
      severity: "error",
      from: { path: "^src/(core|protocol|dialog|inpage|extension|recovery|console)/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "core-without-packages",
      severity: "error",
      comment: "The core runs in pages, workers and Node, and weighs on each of them.",
      from: { path: "^src/core/" },
      to: { dependencyTypes: ["npm", "npm-dev", "npm-optional"] },
    },
    {
      name: "no-drawers",
      severity: "error",
      from: {},
      to: { path: "/(util|utils|helper|helpers|common|services|shared)(/|[.]ts)", pathNot: "node_modules" },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^dist/" },
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".js", ".mjs"] },
  },
};
