import type { Context, Hono } from "hono";
import { fromBase64, toBase64 } from "../../core/base64.ts";
import type { Bytes } from "../../core/bytes.ts";
import { writeCertsOnly } from "../../core/certs-only.ts";
import { KoshinError } from "../../core/errors.ts";
import { paths } from "../../protocol/paths.ts";
import { readPrecondition, type Precondition } from "../../protocol/precondition.ts";
import { Refusal } from "../issuance/refusal.ts";
import { renew } from "../issuance/renew.ts";
import { readBody } from "./body.ts";
import { requireCaller, type Environment, type Surroundings } from "./environment.ts";
import { productOf } from "./hosts.ts";

const requestLimit = 16_384;

/** Adds the EST operations (RFC 7030, sections 4.1 and 4.2; RFC 8951). */
export function addEst(routes: Hono<Environment>, surroundings: Surroundings): void {
  const { service, clock } = surroundings;

  routes.get(paths.caCertificates, () => {
    const { issuing, root } = service.authority;
    return certsOnly([issuing, root]);
  });

  routes.post(paths.reenrol, async (c) => {
    const body = await readBody(c.env.incoming, "application/pkcs10", requestLimit);
    const now = clock();
    const predecessor = await requireCaller(surroundings, c, now);
    const replacement = await renew(service, {
      predecessor,
      request: decodeBody(body),
      precondition: precondition(c),
      product: productOf(service.settings, c.env.host, predecessor),
      now,
    });
    return certsOnly([new Uint8Array(replacement), service.authority.issuing]);
  });
}

/** A condition that is there and not understood is taken for the careful one: nothing may be pending. */
function precondition(c: Context<Environment>): Precondition | undefined {
  const ifMatch = c.req.header("If-Match");
  const stated = readPrecondition(ifMatch, c.req.header("If-None-Match"));
  return stated ?? (ifMatch === undefined ? undefined : { kind: "none-pending" });
}

function decodeBody(body: Bytes): Bytes {
  try {
    return fromBase64(new TextDecoder("latin1").decode(body));
  } catch (cause) {
    if (cause instanceof KoshinError) throw new Refusal("request-malformed", { cause });
    throw cause;
  }
}

/** RFC 8951 tells receivers to ignore Content-Transfer-Encoding; clients from before it look for it. */
function certsOnly(certificates: readonly Bytes[]): Response {
  return new Response(toBase64(writeCertsOnly(certificates)), {
    headers: {
      "Content-Type": "application/pkcs7-mime; smime-type=certs-only",
      "Content-Transfer-Encoding": "base64",
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
}
