/**
 * The headers of every answer: nothing is loaded or connected to but this app and the proof hosts of the certificate
 * service, nothing is kept, and nothing is framed but what the renewal's dialog saves (Firefox holds `frame-src` against
 * an extension's frame, too).
 */
export function securityHeaders(url: URL): Record<string, string> {
  const port = url.port === "" ? "" : `:${url.port}`;
  const local = url.hostname === "localhost" || url.hostname.endsWith(".localhost");
  const domain = url.hostname.split(".").slice(1).join(".");
  const proof = `https://verify.${domain}${port} https://*.verify.${domain}${port}`;
  return {
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self'",
      `connect-src 'self' ${proof}`,
      "style-src 'self'",
      "img-src 'self' data:",
      "frame-src blob:",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join("; "),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    // On a developer's machine the rule would outlive the demonstration and reach every other port of the name.
    ...(local ? {} : { "Strict-Transport-Security": "max-age=31536000" }),
  };
}
