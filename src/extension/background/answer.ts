import * as v from "valibot";
import { causeCodes } from "../../core/failure-trace.ts";
import { ExtensionMessage, type ExtensionReply } from "../../protocol/extension-message.ts";
import { Failure, RenewalError } from "../../protocol/failure.ts";
import type { Caller } from "../service/caller.ts";
import { siteOf, type Site } from "../sites/sites.ts";

type Message<Kind> = Extract<ExtensionMessage, { kind: Kind }>;

/** The background's handler for each kind of message; it resolves to the value of the reply. */
export interface Handlers {
  /** A page of the site has been opened. */
  readonly arrived: () => Promise<void>;
  readonly check: (caller: Caller) => Promise<unknown>;
  readonly status: (caller: Caller) => Promise<unknown>;
  readonly work: (caller: Caller) => Promise<unknown>;
  readonly sealKey: (caller: Caller) => Promise<unknown>;
  readonly enrol: (caller: Caller, message: Message<"enrol">) => Promise<unknown>;
  readonly connect: (caller: Caller) => Promise<unknown>;
  readonly download: (caller: Caller, message: Message<"download">) => Promise<unknown>;
  readonly report: (caller: Caller, message: Message<"report">) => Promise<unknown>;
  readonly window: (caller: Caller) => Promise<unknown>;
  readonly isWindowOpen: (caller: Caller) => Promise<unknown>;
}

/**
 * Decodes a message, calls its handler, and wraps the outcome in a reply; it never rejects.
 *
 * @param configured the sites that are served
 * @returns undefined for an unknown message, which is dropped without a reply
 */
export function answer(
  configured: () => Promise<readonly Site[]>,
  handlers: Handlers,
  caller: Caller,
  message: unknown,
): Promise<ExtensionReply> | undefined {
  const read = v.safeParse(ExtensionMessage, message);
  if (!read.success) return undefined;
  // The browser's messaging does not preserve `undefined`, but null.
  return handle(configured, handlers, caller, read.output).then((value) => ({ ok: true, value: value ?? null }), failure);
}

async function handle(
  configured: () => Promise<readonly Site[]>,
  handlers: Handlers,
  caller: Caller,
  message: ExtensionMessage,
): Promise<unknown> {
  const site = siteOf(caller.origin, await configured());
  if (site === undefined) throw new RenewalError("site-not-configured", `${caller.origin} is not configured.`);
  switch (message.kind) {
    case "menu-path":
      void handlers.arrived();
      return site.menuPath;
    case "check":
      return handlers.check(caller);
    case "status":
      return handlers.status(caller);
    case "work":
      return handlers.work(caller);
    case "seal-key":
      return handlers.sealKey(caller);
    case "enrol":
      return handlers.enrol(caller, message);
    case "connect":
      return handlers.connect(caller);
    case "download":
      return handlers.download(caller, message);
    case "report":
      return handlers.report(caller, message);
    case "window":
      return handlers.window(caller);
    case "window-open":
      return handlers.isWindowOpen(caller);
  }
}

function failure(cause: unknown): ExtensionReply {
  if (cause instanceof RenewalError && v.is(Failure.entries.code, cause.code)) {
    return { ok: false, failure: { code: cause.code, detail: cause.message, ...traceOf(cause) } };
  }
  return {
    ok: false,
    failure: { code: "internal", detail: cause instanceof Error ? cause.message : "Unknown.", causes: [...causeCodes(cause)] },
  };
}

function traceOf({ trace: { causes, request } }: RenewalError): Pick<Failure, "causes" | "request"> {
  return { causes: [...causes], ...(request !== undefined && { request }) };
}
