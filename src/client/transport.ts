/** A request to the service, as it can be sent from one world of a browser to another. */
export interface ServiceRequest {
  readonly method?: "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Carries one request to a service and brings its answer back, or rejects where none came. Whoever makes a transport
 * decides from where it asks, and with which credentials; none follows a redirect.
 *
 * @param timeout how long the service may take, in milliseconds
 */
export type Transport = (url: URL, request: ServiceRequest, timeout: number) => Promise<Response>;

/** The transport of `fetch` where it is called: in a page, a worker or Node. */
export function fetchWith(init: Pick<RequestInit, "credentials" | "mode">): Transport {
  return (url, request, timeout) =>
    fetch(url, { ...request, ...init, cache: "no-store", redirect: "error", signal: AbortSignal.timeout(timeout) });
}
