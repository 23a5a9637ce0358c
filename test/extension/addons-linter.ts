import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import * as v from "valibot";

const require = createRequire(import.meta.url);
const program = require.resolve("addons-linter/bin/addons-linter");

const Message = v.object({
  code: v.string(),
  file: v.optional(v.string()),
  line: v.optional(v.number()),
  column: v.optional(v.number()),
});
/** A message about a package. */
export type Message = v.InferOutput<typeof Message>;

const Report = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ errors: v.array(Message), warnings: v.array(Message), notices: v.array(Message) }),
);

/**
 * Examines an extension with Mozilla's linter, which Firefox's store and `web-ext lint` run.
 *
 * @param at a package, or its folder
 */
export async function lintExtension(at: string, ...options: readonly string[]): Promise<v.InferOutput<typeof Report>> {
  const run = promisify(execFile)(process.execPath, [program, "--output", "json", ...options, at], { maxBuffer: 1e7 });
  // It exits with 1 if there are errors.
  const { stdout } = await run.catch((error: unknown) => v.parse(v.object({ code: v.literal(1), stdout: v.string() }), error));
  return v.parse(Report, stdout);
}
