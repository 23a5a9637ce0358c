import { paths } from "../../../protocol/paths.ts";

/** Shorter than the 43 characters of a token in a file's URL; the longest segment of the API has 40. */
const plainSegment = /^[A-Za-z0-9._~-]{0,40}$/;

/**
 * A request's path without secrets: without the token of a file's URL and any other segment that could be a token,
 * however the path is written (absolute, with dot segments, percent-encoded, in upper case).
 *
 * @param target the request target, unchanged
 */
export function pathInLog(target: string): string {
  const [path = ""] = target.replace(/^https:\/\/[^/?#]*/i, "").split(/[?#]/);
  const files = path.toLowerCase().indexOf(paths.files);
  const known = files < 0 ? path : path.slice(0, files + paths.files.length);
  const segments = known.split("/").map((segment) => (plainSegment.test(segment) ? segment : "…"));
  return segments.join("/") + (files < 0 ? "" : "…");
}
