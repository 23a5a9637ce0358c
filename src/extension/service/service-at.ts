import * as v from "valibot";
import browser, { type Scripting } from "webextension-polyfill";
import { type Service, answerLimit, fetchWith, type ServiceRequest } from "../../client/ask.ts";
import { requestIdHeader } from "../../protocol/problem.ts";
import { inFirefox } from "../in-firefox.ts";
import type { Place } from "./caller.ts";

const Fetched = v.tuple([
  v.object({ result: v.object({ status: v.number(), body: v.string(), requestId: v.nullable(v.string()) }) }),
]);

const withCredentials = fetchWith({ credentials: "include" });

/** The service on a site's own origin, where the browser presents the certificate chosen for the site. */
export function serviceAt(place: Place): Service {
  return {
    origin: place.origin,
    transport: async (url, request, timeout) =>
      (await fetchInDocument(place, url, request, timeout)) ?? (await withCredentials(url, request, timeout)),
  };
}

/**
 * Sends a request from within the document at a place, or from the one of the same origin that has followed it. Firefox separates the background's connections from the
 * document's: from the background the person would have to choose a certificate again, and could choose another one.
 *
 * @param timeout response timeout in milliseconds
 * @returns undefined in Chromium, which makes no such distinction, if there is no document, if the document got no
 *   response, for example because of its own policy, and if a service worker of the page may have answered
 */
async function fetchInDocument(
  { tabId, documentId }: Place,
  url: URL,
  request: ServiceRequest,
  timeout: number,
): Promise<Response | undefined> {
  if (tabId === undefined || !inFirefox()) return undefined;
  const inTop = { tabId, frameIds: [0] };
  // One more than the limit, so that a longer response is detected.
  const injection = { func: fetchHere, args: [url.href, request, timeout, answerLimit + 1, requestIdHeader] };
  const run = (target: Scripting.InjectionTarget): Promise<unknown> => browser.scripting.executeScript({ target, ...injection });
  const ran = documentId === undefined ? run(inTop) : run({ tabId, documentIds: [documentId] }).catch(() => run(inTop));
  const read = v.safeParse(Fetched, await ran.catch(() => undefined));
  if (!read.success) return undefined;
  const [{ result }] = read.output;
  const headers = new Headers();
  if (result.requestId !== null) headers.set(requestIdHeader, result.requestId);
  return new Response(result.body === "" ? null : result.body, { status: result.status, headers });
}

/** Runs in the document, and therefore must not refer to anything outside. */
async function fetchHere(url: string, request: ServiceRequest, timeout: number, limit: number, header: string): Promise<unknown> {
  try {
    // A service worker of the page could answer in the service's place.
    const isBetween = (): boolean => "serviceWorker" in navigator && navigator.serviceWorker.controller !== null;
    if (self.origin !== new URL(url).origin || isBetween()) return null;
    const signal = AbortSignal.timeout(timeout);
    const response = await fetch(url, { ...request, signal, credentials: "include", cache: "no-store", redirect: "manual" });
    if (isBetween()) return null;
    // The document sees no status of a redirect, and a response cannot be constructed with 0.
    if (response.type === "opaqueredirect") return { status: 302, body: "", requestId: null };
    return { status: response.status, body: (await response.text()).slice(0, limit), requestId: response.headers.get(header) };
  } catch {
    return null;
  }
}
