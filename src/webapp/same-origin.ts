/**
 * Whether a request was made by a page of this app: by the browser's word in `Sec-Fetch-Site` (Fetch Metadata), in
 * browsers without it by `Origin`. A request with neither does not come from a page.
 */
export function isSameOrigin(request: Request): boolean {
  const site = request.headers.get("Sec-Fetch-Site");
  if (site !== null) return site === "same-origin";
  return request.headers.get("Origin") === new URL(request.url).origin;
}
