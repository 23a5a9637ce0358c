import type { WebApp } from "../../src/server/routes/http/environment.ts";

/** A web app whose pages have no content security policy and run an attack before everything else. */
export function hostilePage(attack: () => void = () => undefined): WebApp {
  return (request) => {
    const { pathname } = new URL(request.url);
    const body = `<!doctype html><html lang="en"><title>Test</title><script>(${attack.toString()})()</script><h1>${pathname}</h1>`;
    return new Response(body, { headers: { "Content-Type": "text/html; charset=utf-8" } });
  };
}
