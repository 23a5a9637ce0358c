/** A request to the service, in a form that can be posted between the worlds of a browser. */
export interface ServiceRequest {
  readonly method?: "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Sends one request to a service and returns its response, or rejects if there is none. Each transport determines where
 * the request is sent from, and with which credentials; none follows a redirect.
 *
 * @param timeout response timeout in milliseconds
 */
export type Transport = (url: URL, request: ServiceRequest, timeout: number) => Promise<Response>;

/** A transport that uses the local `fetch`: in a page, a worker or Node. */
export function fetchWith(init: Pick<RequestInit, "credentials" | "mode">): Transport {
  return (url, request, timeout) =>
    fetch(url, { ...request, ...init, cache: "no-store", redirect: "error", signal: AbortSignal.timeout(timeout) });
}
