/** The import rules of docs/contributor.md, for dependency-cruiser. */

/** The other parts that each part may import. */
const parts = {
  launch: [],
  ui: ["core", "protocol"],
  core: [],
  protocol: ["core"],
  client: ["core", "protocol"],
  dialog: ["core", "protocol", "ui"],
  inpage: ["dialog", "client", "protocol", "core", "ui"],
  extension: ["dialog", "client", "protocol", "core", "ui"],
  recovery: ["dialog", "client", "protocol", "core", "ui"],
  server: ["protocol", "core"],
  console: ["inpage", "client", "protocol", "core", "ui"],
  webapp: ["inpage", "protocol", "ui"],
};

/** The other folders that each folder of a part may import; "." is the part's own top level. */
const folders = {
  core: {
    ".": [],
    der: ["."],
    name: [".", "der"],
    x509: [".", "der", "name"],
    hash: ["."],
    pkcs12: [".", "der", "hash"],
    "foreign-pkcs12": [".", "der", "hash", "pkcs12"],
    renewal: [".", "der", "name", "x509", "pkcs12"],
    "import-steps": ["."],
  },
  ui: {
    ".": [],
    texts: [],
    components: [".", "texts"],
  },
  dialog: {
    machine: [],
    illustrations: [],
    texts: ["machine"],
    parts: ["machine", "texts", "illustrations"],
    steps: ["machine", "illustrations", "parts"],
    frame: ["machine", "texts", "parts", "steps"],
  },
  extension: {
    ".": [],
    sites: [],
    "certificate-file": [],
    renewals: ["certificate-file"],
    downloads: ["."],
    service: [".", "renewals"],
    tracked: [".", "certificate-file", "renewals", "downloads"],
    "dialog-host": ["."],
    actions: ["dialog-host", "renewals", "sites"],
    reminders: ["actions", "renewals", "sites"],
    detect: [".", "dialog-host", "sites"],
    background: [".", "actions", "downloads", "reminders", "renewals", "service", "sites"],
    popup: [".", "actions", "renewals", "service", "sites"],
    window: [".", "actions", "dialog-host", "downloads", "service", "sites"],
    options: [".", "certificate-file", "popup", "renewals", "service", "sites", "tracked"],
  },
  server: {
    system: [],
    settings: ["system"],
    vault: ["system"],
    authority: ["system"],
    store: ["system"],
    accounts: ["notices", "issuance", "store", "settings", "system"],
    issuance: ["authority", "store", "vault", "settings", "system"],
    notices: ["issuance", "store", "settings", "system"],
    jobs: ["accounts", "issuance", "store", "settings"],
    service: ["front", "gateway", "notices", "issuance", "authority", "store", "vault", "settings", "system"],
    import: ["issuance", "authority", "store", "system"],
    export: ["issuance", "authority", "store", "system"],
    backup: ["accounts", "service", "issuance", "store", "settings", "system"],
    listener: ["issuance", "authority", "store", "settings", "system"],
    front: ["listener", "issuance", "authority", "settings", "system"],
    injection: ["listener"],
    gateway: ["injection", "listener", "issuance", "store", "settings"],
    routes: [
      "accounts",
      "jobs",
      "notices",
      "front",
      "gateway",
      "injection",
      "listener",
      "issuance",
      "authority",
      "store",
      "settings",
    ],
    monitoring: ["front", "gateway", "injection", "routes", "listener", "notices", "issuance", "authority", "store"],
    control: ["system"],
    ".": [
      "control",
      "monitoring",
      "front",
      "gateway",
      "injection",
      "routes",
      "listener",
      "notices",
      "service",
      "issuance",
      "accounts",
      "jobs",
      "authority",
      "store",
      "settings",
    ],
    commands: [
      ".",
      "accounts",
      "jobs",
      "control",
      "backup",
      "import",
      "export",
      "service",
      "notices",
      "issuance",
      "authority",
      "store",
      "settings",
      "system",
    ],
  },
  console: {
    texts: [],
    address: [],
    session: ["texts"],
    parts: ["session", "texts"],
    login: ["parts", "session", "texts"],
    rules: ["parts", "session", "texts"],
    overview: ["rules", "address", "parts", "session", "texts"],
    certificates: ["address", "parts", "session", "texts"],
    accounts: ["address", "parts", "session", "texts"],
    jobs: ["certificates", "address", "parts", "session", "texts"],
    trail: ["certificates", "address", "parts", "session", "texts"],
    "own-account": ["login", "address", "parts", "session", "texts"],
    board: ["address", "parts", "session", "texts"],
    operators: ["rules", "trail", "accounts", "certificates", "parts", "session", "texts"],
    frame: [
      "operators",
      "address",
      "login",
      "overview",
      "certificates",
      "accounts",
      "own-account",
      "board",
      "jobs",
      "trail",
      "parts",
      "session",
      "texts",
    ],
    ".": ["frame", "texts"],
  },
  webapp: {
    views: [],
    browser: [],
    ".": ["views"],
  },
};

requireOneWay();

const folderRules = Object.entries(folders).flatMap(([part, table]) =>
  Object.entries(table).map(([folder, allowed]) => ({
    name: folder === "." ? `${part}-itself` : `${part}-${folder}`,
    severity: "error",
    comment: `What src/${part}/${folder} may import in its part: ${allowed.length > 0 ? allowed.join(", ") : "nothing"}.`,
    from: { path: pathOf(part, folder) },
    to: { path: `^src/${part}/`, pathNot: [folder, ...allowed].map((name) => pathOf(part, name)) },
  })),
);

/**
 * @param {string} part
 * @param {string} folder
 */
function pathOf(part, folder) {
  return folder === "." ? `^src/${part}/[^/]+$` : `^src/${part}/${folder}/`;
}

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
    ...folderRules,
    {
      name: "no-folder-without-a-rule",
      severity: "error",
      comment: "Every folder of a part with a table above must be in that table.",
      from: { path: `^src/(${Object.keys(folders).join("|")})/`, pathNot: allFolders() },
      to: {},
    },
    {
      name: "no-part-without-a-rule",
      severity: "error",
      comment: "Every folder of src must be in the table of parts; the demonstration may import all.",
      from: { path: "^src/[^/]+/", pathNot: `^src/(${[...Object.keys(parts), "demo"].join("|")})/` },
      to: {},
    },
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    { name: "src-not-test", severity: "error", from: { path: "^src/" }, to: { path: "^(test|tools)/" } },
    {
      name: "browser-parts-without-node",
      severity: "error",
      from: { path: "^src/(core|ui|protocol|client|dialog|inpage|extension|recovery|console)/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "core-without-packages",
      severity: "error",
      comment: "The core runs in pages, workers and Node, and adds to the size of each.",
      from: { path: "^src/core/" },
      to: { dependencyTypes: ["npm", "npm-dev", "npm-optional"] },
    },
    {
      name: "no-catch-all-names",
      severity: "error",
      from: {},
      to: { path: "/(util|utils|helper|helpers|common|services|shared)(/|[.]ts)", pathNot: "node_modules|^@hono/" },
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

function allFolders() {
  return Object.entries(folders).flatMap(([part, table]) => Object.keys(table).map((folder) => pathOf(part, folder)));
}

/** No folder imports itself by way of others, which the rule against circular files would not notice. */
function requireOneWay() {
  for (const [part, table] of Object.entries(folders)) {
    /** @type {Readonly<Record<string, readonly string[]>>} */
    const allowed = table;
    for (const folder of Object.keys(allowed)) {
      const reached = new Set(allowed[folder]);
      for (const each of reached) for (const next of allowed[each] ?? []) reached.add(next);
      if (reached.has(folder))
        throw new Error(`tools/check/imports.cjs lets src/${part}/${folder} import itself by way of others.`);
    }
  }
}
