import { consolePaths } from "../../../protocol/console/paths.ts";
import type { RefusalCode } from "../../../protocol/console/problem.ts";
import { paths } from "../../../protocol/paths.ts";
import type { FrontFault } from "../../front/forwarded-request.ts";

/** A request and its outcome, for metrics. */
export interface RequestOutcome {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** The code of a refusal. */
  readonly code: RefusalCode | undefined;
  /** Why the request is not believed to come through a front. */
  readonly fault: FrontFault | undefined;
  readonly milliseconds: number;
}

const known: ReadonlySet<string> = new Set(["/", ...Object.values(paths)]);

/** The administrators' paths, with patterns of those with parameters. */
const administrative = Object.values(consolePaths).map((path) => ({
  path,
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
}));

/** The route of a path, as one of a fixed set of names. */
export function routeOf(path: string): string {
  for (const followed of [paths.files, paths.inpage, `${paths.ocsp}/`]) if (path.startsWith(followed)) return `${followed}*`;
  if (known.has(path)) return path;
  const administered = administrative.find(({ pattern }) => pattern.test(path));
  if (administered !== undefined) return administered.path;
  const parent = path.slice(0, path.lastIndexOf("/"));
  if (known.has(parent)) return `${parent}/*`;
  return "other";
}
