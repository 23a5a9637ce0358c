import * as v from "valibot";

/** The most views that an account has. */
export const mostViews = 50;

const Name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(60), v.regex(/^[^\0-\x1f\x7f]*$/));

/**
 * The body of `POST /api/views` and of `PUT /api/views/{view}`: a list of certificates, by the parameters in the site's address,
 * under a name that no other view of the account has.
 */
export const ViewOrder = v.strictObject({
  name: Name,
  parameters: v.pipe(v.string(), v.maxLength(4000), v.regex(/^[\x21-\x7e]*$/)),
});
export type ViewOrder = v.InferOutput<typeof ViewOrder>;

/** A saved view. */
export const SavedView = v.object({ id: v.string(), name: v.string(), parameters: v.string() });
export type SavedView = v.InferOutput<typeof SavedView>;

/** The answer of `GET /api/views`: those of one's own account, by their names. */
export const ViewList = v.object({ views: v.array(SavedView) });
