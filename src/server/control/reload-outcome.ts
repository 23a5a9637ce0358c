import * as v from "valibot";

/** What a reload can have replaced in the folder `authority`. */
const Replaced = v.picklist(["issuing-authority", "accepted-authorities", "server-certificate"]);
export type Replaced = v.InferOutput<typeof Replaced>;

/** What a running service answers when it is asked to reload: one line of JSON. */
export const ReloadOutcome = v.variant("reloaded", [
  v.object({
    reloaded: v.literal(true),
    /** The process's number, which is in its log as `pid`. */
    process: v.number(),
    /** The names of the settings that have changed. */
    changed: v.array(v.string()),
    /** The names of those that have changed and need a restart. */
    waiting: v.array(v.string()),
    /** What has been replaced in the folder `authority`; an earlier version does not say. */
    replaced: v.optional(v.array(Replaced), []),
    /** What is wrong without keeping the service from going on. */
    warnings: v.array(v.string()),
  }),
  v.object({ reloaded: v.literal(false), process: v.number(), code: v.string(), message: v.string() }),
]);
export type ReloadOutcome = v.InferOutput<typeof ReloadOutcome>;

/** What a successful reload tells. */
export type ReloadReport = Pick<Extract<ReloadOutcome, { reloaded: true }>, "changed" | "replaced" | "waiting" | "warnings">;

/** The only request, a line. */
export const reloadRequest = "reload\n";
