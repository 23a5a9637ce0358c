import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const noBarrels = { selector: "ExportAllDeclaration", message: "No barrels: import from the file that defines it." };
const noBareTransaction = {
  selector: "CallExpression > MemberExpression[property.name='transaction']",
  message: "Use transact: it takes the database's lock in every process, and retries.",
};

const noDefaultTimeout = {
  selector: "CallExpression > MemberExpression[property.name=/^(newPage|waitForTarget)$/]",
  message: "Use openTab and findTarget, which set the timeout for everything in a browser.",
};

const noEarlyLook = {
  selector: "AwaitExpression > CallExpression > MemberExpression[property.name=/^\\$\\$?(eval)?$/]",
  message: "A page that is there may not have its data yet: use shows, textsOf and the like of reading.ts, which wait.",
};

export default defineConfig(
  { ignores: ["node_modules/**", "dist/**", ".world/**"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.{ts,tsx,js,mjs}"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname + "/../.." } },
    rules: {
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "no-restricted-syntax": ["error", noBarrels, noDefaultTimeout],
      "no-console": "error",
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      eqeqeq: "error",
    },
  },
  {
    files: ["src/server/**"],
    ignores: ["src/server/store/transact.ts"],
    rules: { "no-restricted-syntax": ["error", noBarrels, noBareTransaction] },
  },
  {
    files: ["src/demo/browser/waits.ts"],
    rules: { "no-restricted-syntax": ["error", noBarrels] },
  },
  {
    files: ["test/console/*.test.ts"],
    rules: { "no-restricted-syntax": ["error", noBarrels, noDefaultTimeout, noEarlyLook] },
  },
  {
    files: [".ci/**", "tools/**", "test/bench/**", "**/*.mjs"],
    rules: { "no-console": "off" },
  },
  {
    // Plain JavaScript is typed by JSDoc comments, which this rule does not read.
    files: ["**/*.mjs"],
    rules: { "@typescript-eslint/explicit-module-boundary-types": "off" },
  },
  {
    // A test describes many cases of one thing, and `as const`-free fixtures read well.
    files: ["test/**"],
    rules: { "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }] },
  },
);
