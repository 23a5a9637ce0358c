import type { Context, MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";

/**
 * The security headers of every response. Pages load from and connect to only this app and the proof hosts of the
 * certificate service, and frame only what the renewal dialog saves (Firefox applies `frame-src` to an extension's frame
 * as well).
 */
export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await (isLocal(c) ? localHeaders : publicHeaders)(c, next);
};

const publicHeaders = headersWith({ strictTransportSecurity: "max-age=31536000" });
/** On a developer's machine, HSTS would outlive the demonstration and apply to every other port of the host. */
const localHeaders = headersWith({ strictTransportSecurity: false });

function headersWith({ strictTransportSecurity }: { readonly strictTransportSecurity: string | false }): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      connectSrc: ["'self'", proofHosts],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", "data:"],
      frameSrc: ["blob:"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
    referrerPolicy: "same-origin",
    strictTransportSecurity,
    // The policy above covers framing; these headers are for old browsers, or would isolate a page from what the
    // renewal opens.
    crossOriginOpenerPolicy: false,
    crossOriginResourcePolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xFrameOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
}

function proofHosts(c: Context): string {
  const { hostname, port } = new URL(c.req.url);
  const domain = hostname.split(".").slice(1).join(".");
  const host = `verify.${domain}${port === "" ? "" : `:${port}`}`;
  return `https://${host} https://*.${host}`;
}

function isLocal(c: Context): boolean {
  return /(^|\.)localhost$/.test(new URL(c.req.url).hostname);
}

/** The attributes of a cookie that is inaccessible to scripts, other sites and other hosts. */
export const ownCookie = { prefix: "host", path: "/", secure: true, httpOnly: true, sameSite: "Strict" } as const;
