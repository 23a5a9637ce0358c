import { readFile } from "node:fs/promises";
import { ClientSecretPost, customFetch, discovery, type Configuration, type CustomFetch } from "openid-client";
import { Agent, fetch as fetchWith } from "undici";
import { Refusal } from "../../issuance/refusal.ts";
import type { IdentityProvider } from "../../settings/identity-providers.ts";

/** How long a provider may take for each request, in seconds: somebody waits. */
const timeout = 10;
/** How long what a provider says of itself is believed, in milliseconds. */
const freshness = 60 * 60_000;
/** In bytes; what providers answer is small. */
const longest = 1_000_000;

/** A provider's server was not reached, or has not answered in time. */
class ProviderUnreachable extends Error {
  override readonly name = "ProviderUnreachable";
}

/** By the settings, which are replaced as a whole when they are read again. */
const known = new WeakMap<IdentityProvider, { readonly at: number; readonly configuration: Promise<Configuration> }>();

/**
 * What is known of a provider: its addresses and keys (OpenID Connect Discovery 1.0). Its issuer must be that of the settings.
 *
 * @throws Refusal `provider-unavailable`
 */
export async function configurationOf(provider: IdentityProvider, now: Date): Promise<Configuration> {
  const earlier = known.get(provider);
  if (earlier !== undefined && Math.abs(now.getTime() - earlier.at) < freshness) return await earlier.configuration;
  const configuration = discover(provider);
  known.set(provider, { at: now.getTime(), configuration });
  try {
    return await configuration;
  } catch (cause) {
    known.delete(provider);
    throw new Refusal("provider-unavailable", { cause });
  }
}

/**
 * An address of a provider's, as it says of itself: a page of this site goes there.
 *
 * @throws Refusal `provider-unavailable` if it names none, or one that is not HTTPS
 */
export function addressAt(build: () => URL): string {
  try {
    return build().href;
  } catch (cause) {
    throw new Refusal("provider-unavailable", { cause });
  }
}

/** Whether an error, or what caused it, is that the provider was not reached. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof ProviderUnreachable) return true;
  return error instanceof Error && error.cause !== undefined && isUnreachable(error.cause);
}

async function discover({ issuer, clientId, clientSecretFile, caFile }: IdentityProvider): Promise<Configuration> {
  const secret = (await readFile(clientSecretFile, "utf8")).trim();
  const ca = caFile === undefined ? undefined : await readFile(caFile, "utf8");
  const options = { timeout, [customFetch]: fetchTrusting(ca) };
  return await discovery(new URL(issuer), clientId, undefined, ClientSecretPost(secret), options);
}

/** Follows no redirects, and reads no more than a provider has to say. */
function fetchTrusting(ca: string | undefined): CustomFetch {
  const dispatcher = new Agent({ maxResponseSize: longest, connect: ca === undefined ? {} : { ca } });
  return async (url, { method, headers, body, redirect, signal }) => {
    if (body !== undefined && body !== null && typeof body !== "string" && !(body instanceof URLSearchParams))
      throw new TypeError("A request to a provider is a form.");
    try {
      const content = body === undefined || body === null ? {} : { body: body.toString() };
      const answer = await fetchWith(url, { method, headers, redirect, dispatcher, ...content, ...(signal ? { signal } : {}) });
      const { status } = answer;
      const octets = await answer.arrayBuffer();
      return new Response(octets.byteLength === 0 ? null : octets, { status, headers: [...answer.headers] });
    } catch (cause) {
      throw new ProviderUnreachable("The identity provider does not answer.", { cause });
    }
  };
}
