import { createPrivateKey } from "node:crypto";
import { isSameName } from "../../../core/name/same-name.ts";
import { parseRequest } from "../../../core/x509/request.ts";
import { signRequest } from "../../authority/signing/sign-request.ts";
import { signingKey } from "../../authority/signing/signing-key.ts";
import { enrolUpstream, UpstreamUnreachable, type UpstreamAnswer } from "../../authority/upstream/ask-upstream.ts";
import type { Upstream } from "../../authority/upstream/upstream.ts";
import type { SigningOrderRow, StoreTransaction } from "../../store/database/schema.ts";
import {
  deleteSigningOrder,
  findOrderOf,
  findSigningOrder,
  insertSigningOrder,
  updateSigningOrder,
} from "../../store/renewals/signing-orders.ts";
import { transact } from "../../store/transact.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import type { NeededSignature } from "../signature-needed.ts";
import { abandonOrder } from "./abandon-order.ts";
import { findSigned } from "./find-signed.ts";
import { sealOrderedKey } from "./held-key.ts";

/** After this time the process that asked is taken for ended, in milliseconds: an answer has less. */
export const askingTime = 60_000;
/** When to retry while another request asks for the same certificate, and if the authority does not answer, in seconds. */
const retryWhileAsking = 5;
const retryWhenUnreachable = 60;

/**
 * Asks the authority that signs for the service for a certificate, and keeps it in its order until a transaction records it.
 * For each predecessor there is one order: an earlier one with another key, which may have been signed although no answer
 * came, is brought to its end first.
 *
 * @throws Refusal `authority-delayed`, `authority-refused`, `unavailable`; `request-key-taken` if the key is ordered for
 * somebody else, `request-subject-wrong` if the request has a part of the subject only
 */
export async function obtainSignature(service: Service, upstream: Upstream, needed: NeededSignature): Promise<void> {
  const { store } = service;
  const { key, now } = needed;
  for (;;) {
    const order = await transact(store, async (transaction) => await claim(service, transaction, needed));
    const isEarlier = order.spkiSha256 !== key.fingerprint;
    if (order.der === null) {
      try {
        await askFor(service, upstream, order, now);
      } catch (error) {
        if (isEarlier && error instanceof Refusal && error.code === "authority-refused") continue;
        throw error;
      }
    }
    if (!isEarlier) return;
    await abandonOrder(service, order.spkiSha256, now);
  }
}

/**
 * Asks for the certificate of an order.
 *
 * @param order marked as being asked for
 * @throws Refusal `authority-delayed`, `authority-refused`, `unavailable`
 */
export async function askFor(
  service: Pick<Service, "store">,
  upstream: Upstream,
  order: SigningOrderRow,
  now: Date,
): Promise<void> {
  const { store } = service;
  try {
    const answer = await enrolUpstream(upstream, "simpleenroll", new Uint8Array(order.request));
    await take(service, upstream, order, answer, now);
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    await transact(store, async (transaction) => await updateSigningOrder(transaction, order.number, { askedAt: null }));
    if (!(cause instanceof UpstreamUnreachable)) throw cause;
    throw new Refusal("unavailable", { cause, retryAfter: retryWhenUnreachable });
  }
}

async function take(
  { store }: Pick<Service, "store">,
  upstream: Upstream,
  order: SigningOrderRow,
  answer: UpstreamAnswer,
  now: Date,
): Promise<void> {
  if (answer.kind === "delayed") {
    const askAgainAt = now.getTime() + answer.retryAfter * 1000;
    await transact(
      store,
      async (transaction) => await updateSigningOrder(transaction, order.number, { askedAt: null, askAgainAt }),
    );
    throw new Refusal("authority-delayed", { retryAfter: answer.retryAfter });
  }
  const signed = answer.kind === "refused" ? { fault: answer.reason } : findSigned(upstream, order, answer.certificates, now);
  if ("fault" in signed) {
    await transact(store, async (transaction) => await deleteSigningOrder(transaction, order.number));
    throw new Refusal("authority-refused", { cause: new Error(`The authority at ${upstream.url} did not sign: ${signed.fault}`) });
  }
  await transact(store, async (transaction) => {
    await updateSigningOrder(transaction, order.number, { askedAt: null, askAgainAt: null, der: signed.der });
  });
}

/** The order to ask for: the one for this key, or an earlier one for the same predecessor. It is marked as being asked for. */
async function claim(service: Service, transaction: StoreTransaction, needed: NeededSignature): Promise<SigningOrderRow> {
  const { key, predecessor, tenant, cn, now } = needed;
  const same = await findSigningOrder(transaction, key.fingerprint);
  if (same !== undefined && (same.predecessor !== predecessor || same.tenant !== tenant || same.cn !== cn))
    throw new Refusal("request-key-taken");
  const order =
    same ??
    (predecessor === null ? undefined : await findOrderOf(transaction, predecessor)) ??
    (await add(service, transaction, needed));
  if (order.der !== null) return order;
  requireFree(order, now);
  await updateSigningOrder(transaction, order.number, { askedAt: now.getTime() });
  return order;
}

function requireFree({ askedAt, askAgainAt }: SigningOrderRow, now: Date): void {
  if (askedAt !== null && Math.abs(now.getTime() - askedAt) < askingTime)
    throw new Refusal("authority-delayed", { retryAfter: retryWhileAsking });
  if (askAgainAt !== null && now.getTime() < askAgainAt)
    throw new Refusal("authority-delayed", { retryAfter: Math.ceil((askAgainAt - now.getTime()) / 1000) });
}

async function add(service: Service, transaction: StoreTransaction, needed: NeededSignature): Promise<SigningOrderRow> {
  const { predecessor, tenant, cn, key, proof, subject, actor, now } = needed;
  const { fingerprint: spkiSha256 } = key;
  // The authority would sign it for that subject, and the service could not use it.
  if (proof.kind === "client" && !isSameName(parseRequest(proof.request).subjectDer, subject))
    throw new Refusal("request-subject-wrong", { by: "upstream" });
  const sealed =
    proof.kind === "client"
      ? { masterKey: null, sealedKey: null }
      : await sealOrderedKey(service.vault, transaction, spkiSha256, proof.privateKey);
  await insertSigningOrder(transaction, {
    predecessor,
    tenant,
    cn,
    spkiSha256,
    subject,
    request: proof.kind === "client" ? proof.request : await requestWith(needed, proof.privateKey),
    ...sealed,
    actor,
    orderedAt: now.getTime(),
    askedAt: null,
    askAgainAt: null,
    der: null,
  });
  const order = await findSigningOrder(transaction, spkiSha256);
  if (order === undefined) throw new Error("An order that was added is not there.");
  return order;
}

async function requestWith({ subject, key }: NeededSignature, privateKey: Uint8Array): Promise<Uint8Array> {
  const signer = signingKey(createPrivateKey({ key: Buffer.from(privateKey), format: "der", type: "pkcs8" }));
  if (signer === undefined) throw new Error(`A key of the kind ${key.keyKind} does not sign.`);
  return await signRequest(subject, key.spki, signer);
}
