import type { Caller } from "./caller.ts";

/** Where a service is asked from: its site's origin, and the document that is open there, if one is. */
export type Place = Pick<Caller, "origin"> & Partial<Pick<Caller, "tabId" | "documentId">>;
