import { paths } from "../../../protocol/paths.ts";
import type { ProblemCode } from "../../../protocol/problem.ts";

/** One request and what came of it, as metrics count it. */
export interface Answered {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** The refusal, where it was one. */
  readonly code: ProblemCode | undefined;
  readonly milliseconds: number;
}

const known: ReadonlySet<string> = new Set(["/", ...Object.values(paths)]);

/** The route that a path belongs to: one of a fixed few names, whatever the path. */
export function routeOf(path: string): string {
  if (path.startsWith(paths.files)) return `${paths.files}*`;
  if (known.has(path)) return path;
  const parent = path.slice(0, path.lastIndexOf("/"));
  if (known.has(parent)) return `${parent}/*`;
  return "other";
}
